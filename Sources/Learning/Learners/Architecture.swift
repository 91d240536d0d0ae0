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
    self.settings = settings
    family = try settings.resolvedFamily()
    try settings.validateOptions(of: family)
    let base = try Bases.named(settings.base)
    var builder = FlowBuilder(
      layers: settings.layers ?? family.defaultLayers,
      hidden: settings.hidden ?? family.defaultHidden, options: settings.layerOptions,
      isNeutral: settings.gaussianFit != nil,
      random: RandomStream(seed: settings.seed).split(RandomStream.Purpose.parameters))
    layers = family.build(&builder) + [settings.gaussianFit].compactMap { $0 }
    let flowCount = builder.layout.tensors.count
    self.base = base.placed(in: &builder.layout)
    if family.objective == .reverseKL, settings.noise != nil {
      throw FlowError(
        "noise and target '\(settings.target)': an energy is learned without data; leave the noise "
          + "out")
    }
    if family.objective == .reverseKL, settings.pool != nil {
      throw FlowError(
        "a pool of samples and target '\(settings.target)': an energy is learned without data; leave "
          + "the pool out")
    }
    if family.objective == .reverseKL, builder.layout.tensors.count > flowCount {
      throw FlowError(
        "base '\(base.name)' is learned, and reverse KL has no gradient for it: target "
          + "'\(settings.target)' needs a fixed base, such as normal")
    }
    layout = builder.layout
  }

  /// The same for evaluations in Double: adaptive solvers are held to a tolerance of 1e-9, so that
  /// differences of the map mean something.
  package var refined: Architecture {
    solved { $0.tolerance = min($0.tolerance, 1e-9) }
  }

  /// The same with its continuous layers solved in another way.
  package func solved(_ change: (inout ContinuousOptions) -> Void) -> Architecture {
    replacingLayers { layer in
      guard var flow = layer as? ContinuousFlow else { return layer }
      change(&flow.options)
      return flow
    }
  }

  /// The same with each layer replaced by what is made of it; the parameters stay where they are.
  func replacingLayers(_ replace: (any Bijection) -> any Bijection) -> Architecture {
    var changed = self
    changed.layers = layers.map(replace)
    return changed
  }

  public var parameterCount: Int { layout.initial.count }
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

  /// x → z, with each layer's log-determinant in forward order.
  package func inverse(_ x: Value) -> (z: Value, logDets: [Value], logDet: Value) {
    compose(x, layers.reversed()) {
      $0.inverse($1)
    } finish: {
      $0.reversed()
    }
  }

  /// −log p(x) as training estimates it, with what layers add to the loss: one feature.
  func trainingLoss(_ x: Value, _ noise: Value? = nil) -> Value {
    var point = x
    var terms: [Value] = []
    var penalty: Value?
    for (layer, noise) in layersWithNoise(noise).reversed() {
      let mapped = layer.trainingInverse(point, with: noise)
      point = mapped.point
      terms.append(mapped.logDet)
      if let added = mapped.penalty { penalty = penalty.map { $0 + added } ?? added }
    }
    let logDet = terms.dropFirst().reduce(terms.first ?? x.graph.constant(0)) { $0 + $1 }
    let loss = -(base.distribution.trainingLogDensity(point) + logDet)
    return penalty.map { loss + $0 } ?? loss
  }

  /// z → x, with each layer's log-determinant in forward order.
  package func forward(_ z: Value) -> (x: Value, logDets: [Value], logDet: Value) {
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
  ) -> (Value, [Value], Value) {
    var point = start
    var logDets: [Value] = []
    for layer in layers {
      let mapped = map(layer, point)
      point = mapped.point
      logDets.append(mapped.logDet)
    }
    let total = logDets.dropFirst().reduce(logDets.first ?? start.graph.constant(0)) { $0 + $1 }
    return (point, finish(logDets), total)
  }
}
