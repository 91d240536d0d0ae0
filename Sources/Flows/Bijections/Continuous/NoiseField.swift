import Autodiff

/// A layer that knows how much of a point is noise: a diffusion model.
package protocol Denoising: FieldDriven {
  var schedule: NoiseSchedule { get }
  /// F(x_s, s) = dx/dφ, how a point x_s (two features) moves as noise is added at a time s of the
  /// ``NoiseSchedule`` (one feature).
  func turn(of point: Value, at time: Value) -> Value
}

extension Denoising {
  /// ε_θ(x_s, s) = σ·x_s + α·F, the noise that is expected in a point.
  package func noise(in point: Value, at time: Value) -> Value {
    schedule.noise(time) * point + schedule.signal(time) * turn(of: point, at: time)
  }
}

/// A field whose points have the distribution of noisy data at every time and move without chance: the
/// velocity of a diffusion model's probability-flow equation (Song et al. 2021, arXiv:2011.13456, equation 13),
///
///     dx/ds = f(s)·x − ½ g(s)²·s_θ(x, s),    s_θ = −ε_θ/σ
///
/// With α = cos φ and σ = sin φ (``NoiseSchedule``) that is dx/dφ = F = (ε_θ − σx)/α. The flow's time t runs from
/// noise to data, that of the schedule from data to noise: s = 1 − t.
package protocol DenoisingField: DrivingField {
  var schedule: NoiseSchedule { get }
  /// F(x_s, s) at a point (two features) and a time of the schedule (one).
  func turn(of point: Value, at time: Value) -> Value
}

extension DenoisingField {
  package func callAsFunction(_ x: Value, at t: Value) -> Value {
    let time = 1 - t
    return -schedule.turning(time) * turn(of: x, at: time)
  }
}

/// The field of a noise network
///
///     ε_θ(x, s) = σ·x + α·F(x, s)
///
/// with F a plain network (Salimans & Ho 2022, arXiv:2202.00512, appendix D): nothing is divided by α or σ,
/// which vanish at the ends. At first F = 0, and the map is the identity.
package struct NoiseField: DenoisingField {
  private let network: VectorField
  package let schedule: NoiseSchedule

  init(_ schedule: NoiseSchedule, _ builder: inout LayerBuilder) {
    network = VectorField(&builder)
    self.schedule = schedule
  }

  package var parameters: [Parameter] { network.parameters }

  package func turn(of point: Value, at time: Value) -> Value { network(point, at: time) }

  package func trace(at x: Value, _ t: Value) -> Value? {
    let time = 1 - t
    return network.trace(at: x, time).map { -schedule.turning(time) * $0 }
  }

  package func coupling(_ graph: Graph) -> Value? { network.coupling(graph) }
}

extension ContinuousFlow: Denoising where Field: DenoisingField {
  package var schedule: NoiseSchedule { field.schedule }

  package func turn(of point: Value, at time: Value) -> Value { field.turn(of: point, at: time) }
}
