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

  /// The target of that name; `nil` where there is none.
  public static func find(_ name: String) -> (any Target)? {
    if case .success(let target) = reading(name) { target } else { nil }
  }

  /// The target of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public static func named(_ name: String) throws(FlowError) -> any Target {
    try reading(name).get()
  }

  private static func reading(_ name: String) -> Result<any Target, FlowError> {
    if name.hasPrefix(PaintedTarget.prefix) {
      return Result { () throws(FlowError) -> any Target in try PaintedTarget(named: name) }
    }
    guard let target = all.first(where: { $0.name == name }) else {
      return .failure(FlowError(unknown: "target", name, among: all.map(\.name)))
    }
    return .success(target)
  }
}
