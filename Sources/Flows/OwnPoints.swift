/// A user's points: what they are called, how they are standardized, and the points themselves.
///
/// ``Settings`` carry them. A model file keeps the description alone; that is also what equality and
/// hashing go by, so that settings stay quick to compare.
public struct OwnPoints: Sendable {
  /// The file's name, which is the target's name on screen: `penguins.csv`.
  public let name: String
  /// A hash of every coordinate's bits.
  public let fingerprint: String
  /// How many points the file has.
  public let count: Int
  public let standardization: Standardization
  /// The file they were read from; `nil` where they did not come from a file, or it is not known.
  public private(set) var path: String?
  /// The correlation of the two coordinates; `nil` in models from before it was a layer of the flow.
  public let correlation: Double?
  /// Standardized points to train on, shuffled; empty where only the description is known.
  public private(set) var training: [SIMD2<Float>] = []
  /// Standardized points that choose when to stop: a fifth of them, and at most 2,000.
  public private(set) var validation: [SIMD2<Float>] = []
  /// Standardized points that choose nothing, on which models are measured: a fifth of them, and at
  /// most 20,000.
  public private(set) var test: [SIMD2<Float>] = []

  /// The fewest points that leave something to hold out and something to learn from.
  public static let fewest = 10
  private static let mostValidation = 2000
  private static let mostTest = 20_000

  /// Reads a CSV or NumPy file.
  /// - Parameter path: a path, or `-` for standard input.
  /// - Throws: ``FlowError`` naming the file, the line and the value.
  public init(readingFrom path: String) throws(FlowError) {
    let name = path == "-" ? "standard input" : String(path.split(separator: "/").last ?? "")
    let points = try Points.read(path)
    do {
      try self.init(points, name: name)
    } catch {
      throw FlowError("\(path == "-" ? name : path): \(error)")
    }
    if path != "-" { self.path = path }
  }

  /// - Throws: ``FlowError`` for too few points, or points that do not vary.
  public init(_ points: [SIMD2<Double>], name: String) throws(FlowError) {
    guard points.count >= Self.fewest else {
      throw FlowError("too few points (\(points.count)): give at least \(Self.fewest)")
    }
    // The split depends on the points alone, so that runs compare.
    var random = RandomStream(seed: RandomStream.Purpose.heldOut)
    let shuffled = points.shuffled(using: &random)
    let testCount = min(points.count / 5, Self.mostTest)
    let trainingStart = testCount + min(points.count / 5, Self.mostValidation)
    let standardization = try Standardization(of: shuffled.dropFirst(trainingStart))
    let scaled = shuffled.map { standardization.standardized($0) }
    let isTaken = Targets.all.contains { $0.name == name }
    self.name = isTaken ? "./\(name)" : name
    fingerprint = Self.fingerprint(of: points)
    count = points.count
    self.standardization = standardization
    let correlation = scaled.dropFirst(trainingStart).reduce(0) { $0 + $1.x * $1.y }
    self.correlation = correlation / Double(points.count - trainingStart)
    let single = scaled.map { SIMD2<Float>($0) }
    training = Array(single.dropFirst(trainingStart))
    validation = Array(single[testCount..<trainingStart])
    test = Array(single.prefix(testCount))
  }

  /// The mean NLL of the Gaussian fit to the training points, with a full covariance matrix: what any
  /// flow has to beat; nats, in the user's own units.
  /// - Parameter points: those to measure it on.
  public func gaussianNLL(on points: KeyPath<OwnPoints, [SIMD2<Float>]>) -> Double? {
    let points = self[keyPath: points]
    guard !points.isEmpty, let gaussian = Gaussian(of: training.lazy.map { SIMD2<Double>($0) })
    else { return nil }
    let sum = points.reduce(0) { $0 + gaussian.logDensity(SIMD2<Double>($1)) }
    return standardization.logVolume - sum / Double(points.count)
  }

  /// FNV-1a over the coordinates' bits, sixteen hexadecimal digits.
  private static func fingerprint(of points: [SIMD2<Double>]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for point in points {
      for bits in [point.x.bitPattern, point.y.bitPattern] {
        for shift in stride(from: 0, to: 64, by: 8) {
          hash = (hash ^ (bits >> UInt64(shift) & 255)) &* 0x100_0000_01B3
        }
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension OwnPoints: Hashable {
  public static func == (one: OwnPoints, other: OwnPoints) -> Bool {
    one.fingerprint == other.fingerprint && one.name == other.name
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(fingerprint)
  }
}

extension OwnPoints: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, fingerprint, count, standardization, correlation
  }
}

extension Settings {
  /// The target that the settings name: built in, or the user's own points.
  /// - Throws: ``FlowError`` that lists the names there are.
  public func resolvedTarget() throws(FlowError) -> any Target {
    guard let points, points.name == target else { return try Targets.named(target) }
    guard !points.training.isEmpty else {
      throw FlowError(
        "the points of '\(points.name)' are not part of the model; give them again with --data")
    }
    return OwnPointsTarget(points)
  }

  /// Every target that can be chosen: the built-in ones, and the user's points where there are some.
  public var targets: [any Target] {
    guard let points, !points.training.isEmpty else { return Targets.all }
    return Targets.all + [OwnPointsTarget(points)]
  }

  /// The layer between the flow's own and the user's points; `nil` for built-in targets.
  var gaussianFit: GaussianFit? {
    guard let points, points.name == target else { return nil }
    return points.correlation.map(GaussianFit.init)
  }

  /// From the units that the flow learns to the user's own; the identity for built-in targets.
  public var standardization: Standardization {
    guard let points, points.name == target else { return .identity }
    return points.standardization
  }
}
