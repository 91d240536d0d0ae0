import Autodiff
import Flows

/// ‖f(x_t, t) − (x − z)‖² on the straight path x_t = (1 − t)·z + t·x from a point z of the base to a
/// point x of the data (Lipman et al. 2023, arXiv:2210.02747, equation 23 with σ_min = 0).
public struct FlowMatching: FlowObjective {
  public var name: String { "loss" }
  public var unit: String { "squared velocity" }
  public var scale: LossScale { .own }
  public var formula: String {
    switch coupling {
    case .independent: "|v(x_t, t) − (x − z)|² on straight paths"
    case .optimalTransport: "|v(x_t, t) − (x − z)|² on the shortest straight paths"
    }
  }
  public var draws: [Draw] { [.data, start, .uniform] }
  /// Which point of the base a path leads from.
  public let coupling: PathCoupling

  public init(coupling: PathCoupling = .independent) { self.coupling = coupling }

  private var start: Draw { coupling == .independent ? .base : .dealtBase }

  public func validate(
    _ settings: Settings, of flow: FlowParts, learnsBase: Bool
  ) throws(FlowError) {
    guard flow.layers.first is any FieldDriven else {
      throw FlowError(
        "flow '\(settings.flow)' has no vector field that flow matching could fit: its first layer "
          + "must be a continuous one")
    }
  }

  public func loss(of flow: FlowParts, _ sample: Sample) -> SampleLoss {
    let x = sample[.data]
    guard let field = flow.layers.first as? any FieldDriven else {
      preconditionFailure("flow matching fits a vector field, and the first layer has none")
    }
    // Where the field ends: fixed layers lie between there and the data.
    let end = flow.layers.dropFirst().reversed().reduce(x) { $1.inverse($0).point }
    let (z, t) = (sample[start], sample[.uniform])
    let velocity = field.velocity(at: z + t * (end - z), t)
    return SampleLoss((velocity - (end - z)).squared.featureSum)
  }
}
