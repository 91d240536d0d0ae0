import Foundation

/// Equally likely isotropic Gaussians of one width. The density is a closed form.
public struct GaussianMixture: Target {
  public let name: String
  public let summary: String
  public let entropy: Double?
  public let extent: Double

  public let modes: [TargetMode]

  private let deviation: Double
  private let density: GaussianSum

  /// Eight Gaussians on a circle of radius 4, σ 0.5, all divided by 1.414.
  public static let eightGaussians = GaussianMixture(
    name: "8gaussians", summary: "eight Gaussians on a circle", entropy: 2.8319, extent: 4,
    means: (0..<8).map { index in
      let angle = Double(index) * .pi / 4
      return SIMD2(cos(angle), sin(angle)) * (4 / 1.414)
    },
    deviation: 0.5 / 1.414)

  /// Two Gaussians at (±2, 0), σ 0.5. A flow maps a connected plane to a connected plane, so a thin
  /// bridge of density between them is all that it can do.
  public static let twoGaussians = GaussianMixture(
    name: "2gaussians", summary: "two separate Gaussians, a test of topology", entropy: 2.1446,
    extent: 4, means: [SIMD2(-2, 0), SIMD2(2, 0)], deviation: 0.5)

  /// The ring on which GANs are compared by the modes that they miss: eight Gaussians on a circle of
  /// radius 1, σ 0.01, so that neighbours are 77 σ apart.
  ///
  /// Radius, number and σ are those of PacGAN's code (Lin et al. 2018, arXiv:1712.04086,
  /// `2DRing_GAN&PacGAN/config.py`), which compares itself with VEEGAN (Srivastava et al. 2017,
  /// arXiv:1705.07761). VEEGAN's own code for its ring was not at hand to be compared.
  /// The entropy is ln 8 + ln(2πeσ²), for what the Gaussians have in common is below the last digit.
  public static let ring8 = GaussianMixture(
    name: "ring8", summary: "eight sharp Gaussians on a circle, on which GANs lose modes",
    entropy: -4.2930, extent: 1.3,
    means: (0..<8).map { index in
      let angle = Double(index) * .pi / 4
      return SIMD2(cos(angle), sin(angle))
    },
    deviation: 0.01)

  init(
    name: String, summary: String, entropy: Double, extent: Double, means: [SIMD2<Double>],
    deviation: Double
  ) {
    self.name = name
    self.summary = summary
    self.entropy = entropy
    self.extent = extent
    modes = TargetMode.equal(at: means, deviation: deviation)
    self.deviation = deviation
    density = GaussianSum(
      centres: means, weights: means.map { _ in 1 / Double(means.count) }, deviation: deviation)
  }

  public func sample(using random: inout RandomStream) -> SIMD2<Float> {
    let mean = modes[random.index(below: modes.count)].center
    return SIMD2<Float>(mean + deviation * random.normalPair())
  }

  public func logDensity(_ x: SIMD2<Double>) -> Double? {
    density.logDensity(x)
  }
}
