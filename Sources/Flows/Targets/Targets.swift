/// The registry of targets.
public enum Targets {
  /// Every built-in target, in the order of the `d` key.
  private static let builtIn: [any Target] =
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
      GaussianMixture.ring8,
      GaussianLattice.grid25,
      WindingBand(),
    ] + RezendeEnergy.Kind.allCases.map { RezendeEnergy(kind: $0) }

  private static let registry = Registry("target", builtIn) { $0.name }

  /// Every target: the built-in ones, then those that were registered.
  public static var all: [any Target] { registry.all }

  /// Adds a target, which can then be chosen wherever a built-in one can. Call it at start-up.
  /// - Throws: ``FlowError`` where the name is taken, or could not be given on a command line.
  public static func register(_ target: any Target) throws(FlowError) {
    try registry.register(target)
  }

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
    if name.hasPrefix(PaintedDots.prefix) {
      return Result { () throws(FlowError) -> any Target in PaintedTarget(try PaintedDots(name)) }
    }
    return Result { () throws(FlowError) -> any Target in try registry.named(name) }
  }
}
