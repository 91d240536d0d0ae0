/// Facts of a run that no evaluation of its model can tell.
public struct RunFacts: Sendable {
  /// Training steps taken.
  public var step: Int
  /// Trained parameters.
  public var parameters: Int?
  /// The loss of the newest batch.
  public var loss: Double?
  /// Norms of the newest batch's gradient, layer by layer from z to x; see ``Trainer/gradientNorms``.
  public var gradientNorms: [Double]?
  /// Adam's step size before warm-up and decay, and that of the step to come.
  public var learningRate: Double?
  public var stepSize: Double?
  /// Seconds of training.
  public var seconds: Double?
  /// Measured by the screen over about the last second.
  public var stepsPerSecond: Double?
  /// The step whose parameters are kept, where they are the best and not the last.
  public var keptStep: Int?

  public init(step: Int, parameters: Int? = nil) {
    (self.step, self.parameters) = (step, parameters)
  }
}
