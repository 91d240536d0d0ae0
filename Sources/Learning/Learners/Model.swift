/// What a learner has learned at one moment of its training: immutable, so it can be handed between threads.
public struct Model: Sendable {
  public let settings: Settings
  /// All trainable parameters, flattened in the order of ``Architecture/layout``.
  public let parameters: [Float]
  /// How many training steps made it.
  public let step: Int

  public init(settings: Settings, parameters: [Float], step: Int) {
    self.settings = settings
    self.parameters = parameters
    self.step = step
  }
}
