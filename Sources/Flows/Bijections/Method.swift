/// How one direction of a bijection is computed. It is shown on screen, because families differ in which
/// direction is the cheap one.
public enum Method: Hashable, Sendable, CustomStringConvertible {
  /// One evaluation of a formula.
  case closedForm
  /// Network passes that depend on one another, one per feature.
  case passes(Int)
  /// An integral, by a sum over so many nodes.
  case quadrature(nodes: Int)
  /// A bracketed root of a monotone scalar equation, to an absolute tolerance.
  case root(tolerance: Double)
  /// A fixed point of a contraction, to an absolute tolerance.
  case fixedPoint(tolerance: Double)
  /// The minimum of a convex function, by Newton's method, to an absolute tolerance.
  case minimum(tolerance: Double)
  /// The solution of an ordinary differential equation.
  case ode(solver: String)

  public var description: String {
    switch self {
    case .closedForm: "closed form"
    case .passes(let count): "\(count) passes"
    case .quadrature: "quadrature"
    case .root: "bracketed root"
    case .fixedPoint: "fixed point"
    case .minimum: "convex minimum"
    case .ode(let solver): "ODE, \(solver)"
    }
  }

  /// Whether it takes one pass of the network after another, a pass for each feature.
  public var isSequential: Bool { if case .passes = self { true } else { false } }

  /// Whether it is a search or the solution of an equation.
  public var isIterative: Bool { isSearch || isSolved }

  /// What to say of a point where it did not arrive.
  public var failure: String {
    switch self {
    case .closedForm, .passes, .quadrature: "no number"
    case .root: "root not found"
    case .fixedPoint: "no fixed point"
    case .minimum: "minimum not found"
    case .ode: "solver gave up"
    }
  }

  /// Whether an ordinary differential equation is solved.
  public var isSolved: Bool { if case .ode = self { true } else { false } }

  /// Whether an integral is computed as a sum over nodes.
  public var isQuadrature: Bool { if case .quadrature = self { true } else { false } }

  /// Whether some points may take more turns than others; roots take about as many everywhere.
  package var turnsDiffer: Bool {
    switch self {
    case .fixedPoint, .minimum, .ode: true
    case .closedForm, .passes, .quadrature, .root: false
    }
  }

  /// How several maps in turn are computed: what takes the most decides, and of its kind the most
  /// passes or the coarsest tolerance.
  package init(inTurn methods: [Method]) {
    self = methods.max { $0.effort < $1.effort } ?? .closedForm
  }

  private var effort: (kind: Int, amount: Double) {
    switch self {
    case .closedForm: (0, 0)
    case .passes(let count): (1, Double(count))
    case .quadrature(let nodes): (2, Double(nodes))
    case .root(let tolerance): (3, tolerance)
    case .minimum(let tolerance): (4, tolerance)
    case .fixedPoint(let tolerance): (5, tolerance)
    case .ode: (6, 0)
    }
  }

  /// Whether points are searched for, by repetition until they fit. Derivatives cannot follow that.
  package var isSearch: Bool {
    switch self {
    case .root, .fixedPoint, .minimum: true
    case .closedForm, .passes, .quadrature, .ode: false
    }
  }
}
