import Autodiff
import Flows

/// What settings describe, made concrete: the layers, the base, and the first parameters.
public struct Architecture: Sendable {
  public let settings: Settings
  public let family: FlowFamily
  public let base: Base
  /// In the forward order, from z to x.
  public private(set) var layers: [any Bijection]
  public let layout: ParameterLayout

  /// - Throws: ``FlowError`` for a name that is not in the registries or a size that makes no sense.
  public init(_ settings: Settings) throws(FlowError) {
    try settings.validate()
    try self.init(settings, family: settings.resolvedFamily())
  }

  /// The same of a family that need not be the one that the settings name, nor in the registry.
  init(_ settings: Settings, family: FlowFamily) throws(FlowError) {
    try settings.validateOptions(of: family)
    try Self.refuseTooMany(settings, family)
    self.settings = settings
    self.family = family
    let base = try Bases.named(settings.base)
    var builder = Self.builder(settings, family)
    layers = family.build(&builder) + [settings.gaussianFit].compactMap { $0 }
    let flowCount = builder.layout.tensors.count
    self.base = base.placed(in: &builder.layout)
    layout = builder.layout
    try objective.validate(
      settings, of: parts, learnsBase: builder.layout.tensors.count > flowCount)
  }

  private static func builder(_ settings: Settings, _ family: FlowFamily) -> FlowBuilder {
    FlowBuilder(
      layers: settings.layers ?? family.defaultLayers,
      hidden: settings.hidden ?? family.defaultHidden, options: settings.layerOptions,
      isNeutral: settings.gaussianFit != nil,
      random: RandomStream(seed: settings.seed).split(RandomStream.Purpose.parameters))
  }

  /// The most parameters that a model may have. Training takes about 30 bytes for each.
  static let mostParameters = 100_000_000

  /// How many parameters the model of these settings has. Nothing of that size is made to find out.
  /// - Throws: ``FlowError`` for settings that make no architecture.
  static func parameterCount(of settings: Settings) throws(FlowError) -> Int {
    try settings.validate()
    return try parameterCount(settings, settings.resolvedFamily())
  }

  private static func parameterCount(
    _ settings: Settings, _ family: FlowFamily
  ) throws(FlowError) -> Int {
    var builder = builder(settings, family)
    builder.layout.keepsValues = false
    _ = family.build(&builder)
    _ = try Bases.named(settings.base).placed(in: &builder.layout)
    return builder.layout.count
  }

  private static func refuseTooMany(
    _ settings: Settings, _ family: FlowFamily
  ) throws(FlowError) {
    let count = try parameterCount(settings, family)
    guard count > mostParameters else { return }
    let widths = (settings.hidden ?? family.defaultHidden).map(String.init)
    throw FlowError(
      "layers \(settings.layers ?? family.defaultLayers), hidden widths "
        + "\(widths.joined(separator: ",")): the model would have \(count) parameters, and "
        + "\(mostParameters) are the most; choose fewer layers or narrower ones")
  }

  /// The same for evaluations in Double: adaptive solvers are held to a tolerance of 1e-9, so that
  /// differences of the map mean something.
  package var refined: Architecture {
    solved { $0.tolerance = min($0.tolerance, 1e-9) }
  }

  /// The same with the layers that are solved being solved in another way.
  package func solved(_ change: (inout ContinuousOptions) -> Void) -> Architecture {
    replacingLayers { layer in
      guard var solved = layer as? any Solved else { return layer }
      change(&solved.options)
      return solved
    }
  }

  /// The same with each layer replaced by what is made of it; the parameters stay where they are.
  func replacingLayers(_ replace: (any Bijection) -> any Bijection) -> Architecture {
    var changed = self
    changed.layers = layers.map(replace)
    return changed
  }

  public var parameterCount: Int { layout.initial.count }
  /// Whether there is nothing to train: all parameters are set by hand.
  public var isByHand: Bool { layout.trainedCount == 0 }
  /// Adam's step size before warm-up and decay.
  public var learningRate: Double { settings.learningRate ?? family.defaultLearningRate }
  /// The layers' names in forward order, numbered where there are several of a kind.
  public var layerNames: [String] {
    var seen: [String: Int] = [:]
    return layers.map { layer in
      let isOnly = layers.filter { $0.name == layer.name }.count == 1
      seen[layer.name, default: 0] += 1
      return isOnly ? layer.name : "\(layer.name) \(seen[layer.name, default: 0])"
    }
  }

  /// x → z, with each layer's log-determinant in forward order, and what all layers report.
  package func inverse(
    _ x: Value
  ) -> (z: Value, logDets: [Value], logDet: Value, report: SolverReport?) {
    compose(x, layers.reversed()) {
      $0.inverse($1)
    } finish: {
      $0.reversed()
    }
  }

  /// z → x, with each layer's log-determinant in forward order, and what all layers report.
  package func forward(
    _ z: Value
  ) -> (x: Value, logDets: [Value], logDet: Value, report: SolverReport?) {
    compose(z, layers) {
      $0.forward($1)
    } finish: {
      $0
    }
  }

  /// z → x alone, for samples.
  func sample(_ z: Value) -> Value { layers.reduce(z) { $1.sample($0) } }

  /// `count` points of the base distribution; the same seed gives the same points.
  package func sampleBase(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    var random = RandomStream(seed: seed)
    return (0..<count).map { _ in
      base.distribution.sample(using: &random, parameters: model.parameters)
    }
  }

  private func compose(
    _ start: Value, _ layers: [any Bijection], _ map: (any Bijection, Value) -> Mapped,
    finish: ([Value]) -> [Value]
  ) -> (Value, [Value], Value, SolverReport?) {
    var point = start
    var logDets: [Value] = []
    var reports: [SolverReport?] = []
    for layer in layers {
      let mapped = map(layer, point)
      point = mapped.point
      logDets.append(mapped.logDet)
      reports.append(mapped.report)
    }
    let total = logDets.dropFirst().reduce(logDets.first ?? start.graph.constant(0)) { $0 + $1 }
    return (point, finish(logDets), total, .joined(reports))
  }
}
