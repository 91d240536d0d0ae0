import Autodiff
import Flows
import Foundation

/// One direction of a model as an ONNX file, which other programs run without this one.
///
/// The operators are those of the graph that evaluations run, with the model's parameters in it. A
/// continuous flow's solver is unrolled into Runge-Kutta steps of fixed number. Points are in the
/// user's own units.
public struct FlowExport: Sendable {
  /// What an exported file computes.
  public enum Direction: String, CaseIterable, Sendable {
    /// From points of data space: z and the formula's terms, as the columns of `flowscope eval`.
    case density
    /// From points of the base: x and its log-density, as the columns of `flowscope sample`.
    case sample
  }

  public let model: Model
  public let direction: Direction
  /// The names of what goes in and what comes out.
  public let input: String
  public let outputs: [String]
  /// The operators and numbers.
  public let onnx: OnnxModel
  public let precision: OnnxPrecision
  /// Runge-Kutta steps of a continuous flow; `nil` where nothing is solved.
  public let solverSteps: Int?
  private let architecture: Architecture

  /// Steps for a continuous flow whose own solver chooses its steps.
  public static let defaultSteps = 24

  /// - Parameters:
  ///   - steps: Runge-Kutta steps of a continuous flow; `nil` takes those of the model's settings, and
  ///     ``defaultSteps`` where these have an adaptive solver.
  ///   - jacobian: whether the density's file computes dz/dx too.
  ///   - precision: of the file's numbers.
  /// - Throws: ``FlowError`` where the direction is a search, or an option means nothing for the flow.
  public init(
    _ model: Model, _ direction: Direction, steps: Int? = nil, jacobian: Bool = false,
    precision: OnnxPrecision = .single
  ) throws(FlowError) {
    var architecture = try Architecture(model.settings)
    let (family, settings) = (architecture.family, model.settings)
    if !family.inverseMethod.isSolved, let steps {
      throw FlowError(
        "--solver-steps \(steps): \(family.name) solves no equation; leave the option out")
    }
    if jacobian, direction == .sample {
      throw FlowError("--jacobian: dz/dx belongs to --what density")
    }
    solverSteps =
      family.inverseMethod.isSolved
      ? steps
        ?? (settings.solver == .dopri5
          ? Self.defaultSteps : settings.solverSteps ?? ContinuousOptions.defaultSteps) : nil
    if let solverSteps { architecture = architecture.unrolled(steps: solverSteps) }
    let ports = Self.ports(of: architecture, direction, jacobian: jacobian)
    let names = architecture.layout.tensors.map { ($0.parameter.offset, $0.name) }
    do {
      onnx = try OnnxModel(
        from: ports.input, to: ports.outputs.map(\.port),
        parameters: architecture.settled(model.parameters).map(Double.init),
        names: Dictionary(names) { first, _ in first }, precision: precision)
    } catch {
      throw Self.refusal(of: direction, family)
    }
    input = ports.inputName
    outputs = ports.outputs.map(\.name)
    (self.model, self.direction, self.architecture) = (model, direction, architecture)
    self.precision = precision
  }

  /// The file.
  /// - Parameters:
  ///   - version: the program's.
  ///   - metadata: further texts by name.
  /// - Throws: ``FlowError`` where the settings cannot be written.
  public func bytes(
    version: String, metadata: [(name: String, text: String)]
  ) throws(FlowError) -> [UInt8] {
    let settings = model.settings
    var entries: [(name: String, text: String)] = [
      ("what", direction.rawValue), ("flow", settings.flow), ("target", settings.target),
      ("base", settings.base), ("step", "\(model.step)"), ("settings", try settings.json()),
    ]
    if let solverSteps { entries.append(("solver_steps", "\(solverSteps)")) }
    let text =
      direction == .density
      ? "log-density of points under a normalizing flow, \(architecture.family.title)"
      : "points of a normalizing flow, \(architecture.family.title), from points of its base"
    return onnx.bytes(
      producer: "flowscope", version: version, text: text, metadata: entries + metadata)
  }

  /// Says which direction is a search, and whether the other one can be had.
  private static func refusal(of direction: Direction, _ family: FlowFamily) -> FlowError {
    func method(_ direction: Direction) -> Method {
      direction == .density ? family.inverseMethod : family.forwardMethod
    }
    let other = direction == .density ? Direction.sample : .density
    let way = direction == .density ? "x → z" : "z → x"
    return FlowError(
      "--what \(direction.rawValue): of \(family.name), \(way) is a search "
        + "(\(method(direction))), which takes as many turns as each point needs, and only fixed "
        + "operations are exported; "
        + (method(other).isSearch
          ? "the other direction is a search too" : "--what \(other.rawValue) can be exported"))
  }
}

// MARK: What goes in and comes out

extension FlowExport {
  private struct Ports {
    let inputName: String
    let input: OnnxModel.Port
    let outputs: [(name: String, port: OnnxModel.Port)]

    init(_ inputName: String, _ input: OnnxModel.Port, _ outputs: [(String, Value, String)]) {
      self.inputName = inputName
      self.input = input
      self.outputs = outputs.map { ($0.0, OnnxModel.Port($0.0, $0.1, $0.2)) }
    }
  }

  private static func ports(
    of architecture: Architecture, _ direction: Direction, jacobian: Bool
  ) -> Ports {
    let start = Graph().input(0, features: 2)
    let units = architecture.settings.standardization
    switch direction {
    case .density: return density(of: architecture, at: start, units, jacobian: jacobian)
    case .sample:
      let (point, _, logDet, _) = architecture.forward(start)
      let x = point.original(units)
      let logPz = architecture.base.distribution.logDensity(start)
      let total = units == .identity ? logDet : logDet + units.logVolume
      return Ports(
        "z", OnnxModel.Port("z", start, "points of the base, one a row"),
        [
          ("x1", x.feature(0), "first coordinate in data space"),
          ("x2", x.feature(1), "second coordinate in data space"),
          ("log_det", total, "log|det dx/dz| at z, in nats"),
          ("log_px", logPz - total, "log p(x), in nats"),
        ])
    }
  }

  private static func density(
    of architecture: Architecture, at x: Value, _ units: Standardization, jacobian: Bool
  ) -> Ports {
    let (z, _, logDet, _) = architecture.inverse(x.standardized(units))
    let logPz = architecture.base.distribution.logDensity(z)
    let total = units == .identity ? logDet : logDet - units.logVolume
    var outputs = [
      ("z1", z.feature(0), "first coordinate in base space"),
      ("z2", z.feature(1), "second coordinate in base space"),
      ("log_pz", logPz, "log p_z(z), in nats"),
      ("log_det", total, "log|det dz/dx| at x, in nats"),
      ("log_px", logPz + total, "log p(x) = log_pz + log_det, in nats"),
    ]
    // A search has no derivatives; it is refused when it is written.
    if jacobian, !architecture.family.inverseMethod.isSearch {
      let columns = x.graph.jacobian(of: z, at: x)
      for row in 0..<2 {
        for column in 0..<2 {
          outputs.append(
            (
              "j\(row + 1)\(column + 1)", columns[column].feature(row),
              "dz\(row + 1)/dx\(column + 1)"
            ))
        }
      }
    }
    return Ports("x", OnnxModel.Port("x", x, "points of data space, one a row"), outputs)
  }
}

extension Value {
  /// x → u; see ``Standardization``.
  fileprivate func standardized(_ units: Standardization) -> Value {
    guard units != .identity else { return self }
    return (self - graph.constant([units.mean.x, units.mean.y]))
      / graph.constant([units.deviation.x, units.deviation.y])
  }

  /// u → x.
  fileprivate func original(_ units: Standardization) -> Value {
    guard units != .identity else { return self }
    return self * graph.constant([units.deviation.x, units.deviation.y])
      + graph.constant([units.mean.x, units.mean.y])
  }
}

extension Architecture {
  /// The same with continuous layers solved in so many steps of the classical Runge-Kutta method, whatever
  /// their settings say.
  func unrolled(steps: Int) -> Architecture {
    solved {
      $0.solver = .rk4
      $0.steps = steps
    }
  }
}

// MARK: What a solver of fixed steps costs

extension FlowExport {
  /// How far a continuous flow's file is from a solution in four times as many steps, over samples of the
  /// model.
  public struct SolverError: Hashable, Sendable, Encodable {
    /// The greatest distance of points, in the units that the flow learned in.
    public let pointMost: Double
    /// |Δ log p(x)| in nats: the mean, and the most.
    public let logPxMean: Double
    public let logPxMost: Double
  }

  /// Measures the error on 1,000 samples; `nil` where nothing is solved.
  public func solverError(threads: Int = 1) -> SolverError? {
    guard let solverSteps else { return nil }
    let coarse = Evaluator(architecture, threads: threads)
    let fine = Evaluator(architecture.unrolled(steps: 4 * solverSteps), threads: threads)
    let base = fine.sampleBase(count: 1000, seed: 1, of: model)
    let (points, differences): ([(SIMD2<Float>, SIMD2<Float>)], [Double])
    switch direction {
    case .density:
      let x = fine.sample(base, of: model)
      let (a, b) = (coarse.inverse(x, of: model), fine.inverse(x, of: model))
      points = Array(zip(a.z, b.z))
      differences = zip(a.logDensity, b.logDensity).map { abs(Double($0 - $1)) }
    case .sample:
      let (a, b) = (coarse.forward(base, of: model), fine.forward(base, of: model))
      points = Array(zip(a.x, b.x))
      differences = zip(a.logDet, b.logDet).map { abs(Double($0 - $1)) }
    }
    let distances = points.map { pair in
      let gap = SIMD2<Double>(pair.0) - SIMD2<Double>(pair.1)
      return (gap * gap).sum().squareRoot()
    }
    return SolverError(
      pointMost: distances.max() ?? 0,
      logPxMean: differences.reduce(0, +) / Double(max(1, differences.count)),
      logPxMost: differences.max() ?? 0)
  }
}
