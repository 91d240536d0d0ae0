import Flows

/// Something that must hold of every flow, and the function that measures whether it does.
///
/// Each is a file of its own in this room, and one line of ``Proofs/all``. The test suite, `flowscope
/// prove` and other packages run the same functions.
public struct Proof: Sendable {
  /// The name on the command line: `round-trip`.
  public let name: String
  /// What must hold, in one sentence.
  public let statement: String
  /// Of which parameters it is asked.
  public let states: [ProofSubject.State]
  private let saysSomething: @Sendable (ProofSubject) -> Bool
  private let measure: @Sendable (ProofSubject) throws -> [Measurement]

  /// - Parameters:
  ///   - name: the name on the command line.
  ///   - statement: what must hold, in one sentence.
  ///   - states: of which parameters it is asked.
  ///   - concerns: whether it says anything about a flow; most say something about each.
  ///   - measure: computes the same number in two ways, and says how far they are apart.
  public init(
    _ name: String, _ statement: String, states: [ProofSubject.State] = ProofSubject.State.allCases,
    concerns: @escaping @Sendable (ProofSubject) -> Bool = { _ in true },
    measure: @escaping @Sendable (ProofSubject) throws -> [Measurement]
  ) {
    self.name = name
    self.statement = statement
    self.states = states
    saysSomething = concerns
    self.measure = measure
  }

  /// Whether it is asked of these parameters, and says anything about this flow.
  public func concerns(_ subject: ProofSubject) -> Bool {
    // Of a flow that nothing trains there are random parameters alone, and all is asked of them.
    let isAsked =
      subject.architecture.isByHand
      ? subject.state == .random : states.contains(subject.state)
    return isAsked && saysSomething(subject)
  }

  /// Measures a flow; nothing where the proof does not concern it.
  /// - Throws: ``FlowError`` where the flow cannot be made or trained, or a file not written.
  public func findings(of subject: ProofSubject) throws -> [Finding] {
    guard concerns(subject) else { return [] }
    return try measure(subject).map { Finding(self, subject, $0) }
  }
}

/// One number that a proof measured, and what it may be.
public struct Measurement: Sendable {
  /// How a number stands to its bound.
  public enum Relation: String, Sendable, Encodable {
    case below
    case atMost = "at most"
    case above
    case atLeast = "at least"
  }

  /// What was measured: `z → x → z, greatest distance`.
  public let what: String
  public let value: Double
  public let relation: Relation
  public let bound: Double

  /// - Parameters:
  ///   - what: what was measured, to be followed by `is` and a number.
  ///   - value: what it is. A value that is not a number never holds.
  ///   - relation: how it must stand to the bound.
  ///   - bound: in the value's own unit.
  public init(_ what: String, _ value: Double, _ relation: Relation, _ bound: Double) {
    (self.what, self.value, self.relation, self.bound) = (what, value, relation, bound)
  }

  /// How often something happened that must never happen.
  public init(_ what: String, faults: Int) {
    self.init(what, Double(faults), .atMost, 0)
  }

  public var holds: Bool {
    switch relation {
    case .below: value < bound
    case .atMost: value <= bound
    case .above: value > bound
    case .atLeast: value >= bound
    }
  }
}

/// The greatest of some errors: not a number where one of them is not, and where there are none.
func worst(_ errors: some Sequence<Double>) -> Double {
  var worst: Double?
  for error in errors {
    if error.isNaN { return .nan }
    worst = max(worst ?? error, error)
  }
  return worst ?? .nan
}

/// How many of some things are not as they must be.
func faults<Element>(among all: some Sequence<Element>, _ isFault: (Element) -> Bool) -> Int {
  all.reduce(0) { $0 + (isFault($1) ? 1 : 0) }
}

extension SIMD2<Double> {
  var length: Double { (x * x + y * y).squareRoot() }
}

extension SIMD2<Float> {
  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// How far two points in single precision are apart.
func distance(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> Double {
  (SIMD2<Double>(a) - SIMD2<Double>(b)).length
}
