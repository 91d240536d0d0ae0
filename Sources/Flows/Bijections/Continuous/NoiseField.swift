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

  /// (x_s − σ·ε_θ)/α = α·x_s − σ·F, what the point is expected to be without its noise.
  package func data(in point: Value, at time: Value) -> Value {
    schedule.signal(time) * point - schedule.noise(time) * turn(of: point, at: time)
  }
}

/// The velocity of a diffusion model's probability-flow equation (Song et al. 2021, arXiv:2011.13456,
/// equation 13): its points have the distribution of the noisy data at every time, and move without chance.
///
///     dx/ds = f(s)·x − ½ g(s)²·s_θ(x, s),    s_θ = −ε_θ/σ
///
/// With α = cos φ and σ = sin φ that is dx/dφ = (ε_θ − σx)/α (``NoiseSchedule``). The noise network is
///
///     ε_θ(x, s) = σ·x + α·F(x, s)
///
/// with F a plain network (Salimans & Ho 2022, arXiv:2202.00512, appendix D): so F = dx/dφ, and nothing is
/// divided by α or σ, which vanish at the ends. At first F = 0: the map is the identity.
package struct NoiseField: DrivingField {
  private let network: VectorField
  let schedule: NoiseSchedule

  init(_ schedule: NoiseSchedule, _ builder: inout LayerBuilder) {
    network = VectorField(&builder)
    self.schedule = schedule
  }

  package var parameters: [Parameter] { network.parameters }

  /// The flow's time t runs from noise to data, that of the schedule from data to noise.
  package func callAsFunction(_ x: Value, at t: Value) -> Value {
    let s = 1 - t
    return -schedule.turning(s) * network(x, at: s)
  }

  package func trace(at x: Value, _ t: Value) -> Value? {
    let s = 1 - t
    return network.trace(at: x, s).map { -schedule.turning(s) * $0 }
  }

  package func coupling(_ graph: Graph) -> Value? { network.coupling(graph) }

  func turn(of x: Value, at s: Value) -> Value { network(x, at: s) }
}

extension ContinuousFlow: Denoising where Field == NoiseField {
  package var schedule: NoiseSchedule { field.schedule }

  package func turn(of point: Value, at time: Value) -> Value { field.turn(of: point, at: time) }
}
