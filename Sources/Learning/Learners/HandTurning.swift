import Flows

extension Architecture {
  /// Parameters with those that are set by hand where knobs stand now; others stay.
  func turned(_ parameters: [Float], to values: HandValues) -> [Float] {
    var turned = parameters
    for case let layer as any TurnedByHand in layers {
      for block in layer.blocks {
        let start = block.parameter.offset
        turned.replaceSubrange(
          start..<(start + block.parameter.count), with: block.numbers(values))
      }
    }
    return turned
  }
}

extension Model {
  /// The same model with its knobs where these settings have them.
  /// - Parameter settings: those of the model, but for ``Settings/hand``.
  /// - Throws: ``FlowError`` for settings that make no flow, or another one.
  public func turned(to settings: Settings) throws(FlowError) -> Model {
    guard settings.isSameRun(as: self.settings) else {
      throw FlowError(
        "a model of \(self.settings.flow) cannot be turned to settings of another run: turn it anew"
      )
    }
    let architecture = try Architecture(settings)
    return Model(
      settings: settings, parameters: architecture.turned(parameters, to: settings.hand), step: step
    )
  }
}
