/// How one direction of a bijection is computed. Shown on screen, because it is what the families
/// trade against each other.
public enum Method: Hashable, Sendable, CustomStringConvertible {
  /// One evaluation of a formula.
  case closedForm
  /// Network passes that depend on one another, one per feature.
  case passes(Int)
  /// A bracketed root of a monotone scalar equation, to an absolute tolerance.
  case root(tolerance: Double)
  /// A fixed point of a contraction, to an absolute tolerance.
  case fixedPoint(tolerance: Double)
  /// The solution of an ordinary differential equation.
  case ode(solver: String)

  public var description: String {
    switch self {
    case .closedForm: "closed form"
    case .passes(let count): "\(count) passes"
    case .root: "bracketed root"
    case .fixedPoint: "fixed point"
    case .ode(let solver): "ODE, \(solver)"
    }
  }
}

/// A family of flows: one row of the registry.
public struct FlowFamily: Sendable {
  /// The name on the command line: `realnvp`.
  public let name: String
  /// The name in the literature: `RealNVP`.
  public let title: String
  /// What it is, in one line.
  public let summary: String
  /// Where it comes from: `Dinh et al. 2017, arXiv:1605.08803`.
  public let reference: String
  public let defaultLayers: Int
  /// Empty where a layer has no conditioner network.
  public let defaultHidden: [Int]
  public let defaultLearningRate: Double
  /// The structure of one layer's Jacobian: `triangular`, `rank-one update`.
  public let jacobian: String
  /// How z → x is computed.
  public let forwardMethod: Method
  /// How x → z is computed.
  public let inverseMethod: Method

  /// Every family, in the order of the number keys.
  public static let all: [FlowFamily] = [
    FlowFamily(
      name: "realnvp", title: "RealNVP", summary: "affine coupling layers",
      reference: "Dinh et al. 2017, arXiv:1605.08803", defaultLayers: 8, defaultHidden: [64, 64],
      defaultLearningRate: 1e-3, jacobian: "triangular", forwardMethod: .closedForm,
      inverseMethod: .closedForm)
  ]

  /// The family of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> FlowFamily {
    guard let family = all.first(where: { $0.name == name }) else {
      throw FlowError(
        "unknown flow '\(name)': choose one of \(all.map(\.name).joined(separator: ", "))")
    }
    return family
  }
}
