/// The registry of targets.
public enum Targets {
  /// Every built-in target, in the order of the `d` key.
  public static let all: [any Target] =
    [
      Moons(),
      ConcentricCircles.rings,
      ConcentricCircles.circles,
      GaussianMixture.eightGaussians,
      Checkerboard(),
      Pinwheel(),
      TwoSpirals(),
      BlurredCurve.swissroll,
      BlurredCurve.line,
      BlurredCurve.cosine,
      GaussianLattice.grid,
      Crescent(),
      GaussianLattice.diamond,
      GaussianMixture.twoGaussians,
    ] + RezendeEnergy.Kind.allCases.map { RezendeEnergy(kind: $0) }

  /// The target of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> any Target {
    if name.hasPrefix(PaintedDots.prefix) { return PaintedTarget(try PaintedDots(name)) }
    guard let target = all.first(where: { $0.name == name }) else {
      throw FlowError(unknown: "target", name, among: all.map(\.name))
    }
    return target
  }
}
