import Autodiff
import Flows

/// What settings of a rival describe, made concrete: its networks and their first parameters.
struct RivalParts {
  let rival: Rival
  let networks: any RivalNetworks
  let layout: ParameterLayout

  /// - Throws: ``FlowError`` for a setting that the rival does not have, or whose value makes no sense.
  init(_ rival: Rival, _ settings: Settings) throws(FlowError) {
    let count = try Self.parameterCount(rival, settings)
    guard count <= Architecture.mostParameters else {
      let widths = (settings.hidden ?? rival.defaultHidden).map(String.init)
      throw FlowError(
        "hidden widths \(widths.joined(separator: ",")): the model would have \(count) parameters, and "
          + "\(Architecture.mostParameters) are the most; choose narrower ones")
    }
    if settings.energy != nil {
      throw FlowError(
        "flow '\(rival.name)' learns from data alone, and an energy has none: choose another flow, "
          + "such as cnf, or a target with data")
    }
    var builder = Self.builder(rival, settings)
    self.rival = rival
    networks = try rival.build(&builder)
    layout = builder.layout
  }

  var parameterCount: Int { layout.initial.count }

  /// How many parameters the networks have. Nothing of that size is made to find out.
  /// - Throws: ``FlowError`` for a setting that the rival does not have, or whose value makes no sense.
  static func parameterCount(_ rival: Rival, _ settings: Settings) throws(FlowError) -> Int {
    try settings.validate()
    try settings.validateOptions(of: .rival(rival))
    try settings.validateShape(of: .rival(rival))
    var builder = builder(rival, settings, keepsValues: false)
    _ = try rival.build(&builder)
    return builder.layout.count
  }

  private static func builder(
    _ rival: Rival, _ settings: Settings, keepsValues: Bool = true
  ) -> RivalBuilder {
    RivalBuilder(
      hidden: settings.hidden ?? rival.defaultHidden, options: settings.rivalOptions,
      random: RandomStream(seed: settings.seed).split(RandomStream.Purpose.parameters),
      keepsValues: keepsValues)
  }
}

extension Settings {
  /// The blocks of parameters of what the settings name.
  /// - Throws: ``FlowError`` for settings that name no learner or a size that makes no sense.
  func parameterLayout() throws(FlowError) -> ParameterLayout {
    if let rival = Rivals.find(flow) { return try RivalParts(rival, self).layout }
    return try Architecture(self).layout
  }

  /// How many parameters they are; nothing of that size is made to find out.
  /// - Throws: ``FlowError`` as ``parameterLayout()`` does.
  func parameterCount() throws(FlowError) -> Int {
    if let rival = Rivals.find(flow) { return try RivalParts.parameterCount(rival, self) }
    return try Architecture.parameterCount(of: self)
  }
}

/// Evaluates a function of points by the parameters of models.
final class ModelFunction: PointEvaluator {
  private let function: any PointFunction

  init(_ function: any PointFunction) { self.function = function }

  func values(at points: [SIMD2<Float>], of model: Model) -> [Float] {
    function.values(at: points, parameters: model.parameters)
  }
}

/// Draws samples of networks: each is made of normal numbers, which the seed decides.
final class NetworkSampler: Sampler {
  private let executor: Executor<Float>
  private let sample: PointOutput
  private let latentCount: Int
  private let samplingPasses: Int

  init(_ parts: RivalParts, threads: Int) {
    latentCount = parts.networks.latentCount
    samplingPasses = parts.networks.samplingPasses
    var outputs = Outputs()
    sample = outputs.add(
      point: parts.networks.generate(Graph().input(0, features: latentCount)))
    executor = Executor(
      Program(outputs), parameterCount: parts.parameterCount, threads: threads)
  }

  func passes(of model: Model) -> Double? { Double(samplingPasses) }

  func samples(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    guard count > 0 else { return [] }
    var random = RandomStream(seed: seed)
    var rows = [[Float]](repeating: [], count: latentCount)
    for _ in 0..<count {
      for row in rows.indices { rows[row].append(Float(random.normal())) }
    }
    executor.parameters = model.parameters
    for (row, values) in rows.enumerated() { executor.setInput(0, feature: row, values) }
    executor.run(lanes: count)
    return executor.points(sample, count: count)
  }
}
