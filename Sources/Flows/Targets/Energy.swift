import Autodiff
import Foundation

/// A target known by its energy U, with p(x) = exp(−U(x))/Z: flows learn it without data, by reverse
/// KL, E[log p_z(z) − log|det dx/dz| + U(x)] + log Z with x = f(z).
package protocol EnergyTarget: Target {
  /// U(x), one feature.
  func energy(_ x: Value) -> Value
  /// log Z = log ∫ exp(−U) dx, in nats.
  var logNormalizer: Double { get }
}

/// The energies of Rezende & Mohamed 2015 (arXiv:1505.05770, table 1), U₁ to U₄.
///
///     w₁ = sin(πx₁/2),  w₂ = 3 exp(−½((x₁ − 1)/0.6)²),  w₃ = 3 σ((x₁ − 1)/0.3)
///     U₁ = ½((‖x‖ − 2)/0.4)² − ln(exp(−½((x₁ − 2)/0.6)²) + exp(−½((x₁ + 2)/0.6)²))
///     U₂ = ½((x₂ − w₁)/0.4)²
///     U₃ = −ln(exp(−½((x₂ − w₁)/0.35)²) + exp(−½((x₂ − w₁ + w₂)/0.35)²))
///     U₄ = −ln(exp(−½((x₂ − w₁)/0.4)²) + exp(−½((x₂ − w₁ + w₃)/0.35)²))
///
/// U₂ to U₄ are bands without end in x₁, so exp(−U) has no finite integral. The paper shows them on [−4, 4].
/// Here a wall of ½((|x₁| − 4)/0.2)² is added beyond that. Z then has a closed form, because every vertical
/// slice is a sum of Gaussians. Z of U₁ comes from quadrature.
struct RezendeEnergy: EnergyTarget {
  enum Kind: Int, CaseIterable {
    case u1 = 1
    case u2, u3, u4
  }

  let kind: Kind

  var name: String { "u\(kind.rawValue)" }
  var summary: String {
    let shape =
      switch kind {
      case .u1: "two crescents facing each other"
      case .u2: "a wave"
      case .u3: "a wave that splits and rejoins"
      case .u4: "a wave that forks"
      }
    return "\(shape): an energy, learned without data by reverse KL"
  }
  /// log Z of U₁, by quadrature, to ±1e-4.
  var entropy: Double? {
    switch kind {
    case .u1: 2.6600
    case .u2: 2.6724
    case .u3: 2.7065
    case .u4: 2.9037
    }
  }
  var extent: Double { kind == .u1 ? 4 : 4.6 }

  /// Where the wall begins, and the deviation of the fall beyond it.
  private static let wall = 4.0
  private static let fall = 0.2

  var logNormalizer: Double {
    let root = (2 * Double.pi).squareRoot()
    let length = 2 * Self.wall + Self.fall * root
    return switch kind {
    case .u1: 1.8775016261
    case .u2: log(0.4 * root * length)
    case .u3: log((0.35 + 0.35) * root * length)
    case .u4: log((0.4 + 0.35) * root * length)
    }
  }

  func logDensity(_ x: SIMD2<Double>) -> Double? { -energy(x.x, x.y) - logNormalizer }

  func energy(_ x: Value) -> Value { energy(x.feature(0), x.feature(1)) }

  private func energy<Number: EnergyNumber>(_ x: Number, _ y: Number) -> Number {
    /// ½(a/σ)².
    func well(_ a: Number, _ deviation: Double) -> Number {
      a * a * (0.5 / (deviation * deviation))
    }
    guard kind != .u1 else {
      let radius = (x * x + y * y + 1e-12).squareRoot()
      return well(radius - 2.0, 0.4) + softMinimum(well(x - 2.0, 0.6), well(x + 2.0, 0.6))
    }
    let wall = well(x - x.clamped(-Self.wall, Self.wall), Self.fall)
    let gap = y - Self.wave(x)
    switch kind {
    case .u1, .u2: return wall + well(gap, 0.4)
    case .u3: return wall + softMinimum(well(gap, 0.35), well(gap + Self.bump(x), 0.35))
    case .u4: return wall + softMinimum(well(gap, 0.4), well(gap + Self.slope(x), 0.35))
    }
  }

  /// −ln(e⁻ᵃ + e⁻ᵇ), without underflow.
  private func softMinimum<Number: EnergyNumber>(_ a: Number, _ b: Number) -> Number {
    let least = a.minimum(b)
    // |a − b| = a + b − 2 min(a, b).
    return least - (least * 2.0 - a - b).softplus
  }

  /// w₁, to 1e-8 within ±5.6, where it stops waving.
  private static func wave<Number: EnergyNumber>(_ x: Number) -> Number {
    Number.sineAndCosine(ofFourTimes: x.clamped(-5.6, 5.6) * (.pi / 8)).sine
  }

  /// w₂.
  private static func bump<Number: EnergyNumber>(_ x: Number) -> Number {
    let a = x - 1.0
    return (a * a * (-0.5 / 0.36)).exp * 3.0
  }

  /// w₃.
  private static func slope<Number: EnergyNumber>(_ x: Number) -> Number {
    ((x - 1.0) * (1 / 0.3)).sigmoid * 3.0
  }

  // MARK: Sampling

  func sample(using random: inout RandomStream) -> SIMD2<Float> {
    guard kind != .u1 else { return sampleCrescents(using: &random) }
    let x = Self.sampleAlong(using: &random)
    let noise = random.normal()
    let wave = Self.wave(x)
    // First the band, with a probability in proportion to its width.
    let y: Double
    switch kind {
    case .u1, .u2: y = wave + 0.4 * noise
    case .u3: y = wave - (random.uniform() < 0.5 ? 0 : Self.bump(x)) + 0.35 * noise
    case .u4:
      y =
        random.uniform() < 0.4 / 0.75
        ? wave + 0.4 * noise : wave - Self.slope(x) + 0.35 * noise
    }
    return SIMD2<Float>(SIMD2(x, y))
  }

  /// x₁ of the bands: uniform between the walls, half a normal beyond each.
  private static func sampleAlong(using random: inout RandomStream) -> Double {
    let tails = fall * (2 * Double.pi).squareRoot()
    guard random.uniform() * (2 * wall + tails) < tails else {
      return random.uniform(in: -wall..<wall)
    }
    let beyond = fall * random.normal()
    return beyond < 0 ? beyond - wall : beyond + wall
  }

  /// U₁ by rejection: x₁ from its two normals and x₂ uniform, kept with the ring's probability.
  private func sampleCrescents(using random: inout RandomStream) -> SIMD2<Float> {
    while true {
      let side = random.uniform() < 0.5 ? -2.0 : 2
      // Beyond ±5 lies less than 1e-12 of the mass.
      let x = SIMD2(side + 0.6 * random.normal(), random.uniform(in: -5..<5))
      let off = ((x * x).sum().squareRoot() - 2) / 0.4
      if random.uniform() < max(-700, -0.5 * off * off).exp { return SIMD2<Float>(x) }
    }
  }
}

/// The arithmetic that energies are written in. Numbers have it, and values of a graph.
private protocol EnergyNumber: SeriesNumber {
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func - (a: Self, b: Double) -> Self
  func squareRoot() -> Self
  func minimum(_ other: Self) -> Self
  func clamped(_ low: Double, _ high: Double) -> Self
  var exp: Self { get }
  var sigmoid: Self { get }
  var softplus: Self { get }
}

extension Value: EnergyNumber {
  fileprivate func squareRoot() -> Value { squareRoot }
}

extension Double: EnergyNumber {
  fileprivate func minimum(_ other: Double) -> Double { Swift.min(self, other) }
  fileprivate func clamped(_ low: Double, _ high: Double) -> Double {
    Swift.min(Swift.max(self, low), high)
  }
  /// The same bits on every machine, as samplers need; 0 far below.
  fileprivate var exp: Double { self < -700 ? 0 : Elementary.exponential(Swift.min(self, 700)) }
  fileprivate var sigmoid: Double {
    self < 0 ? exp / (1 + exp) : 1 / (1 + (-self).exp)
  }
  fileprivate var softplus: Double {
    Swift.max(self, 0) + Foundation.log(1 + (-magnitude).exp)
  }
}
