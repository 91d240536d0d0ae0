/// Measures a run on validation points again and again, and keeps the parameters that did best.
///
/// A model with few training points first learns their distribution and then the points themselves. Its NLL
/// on other points falls and then rises; the step in between is the best one. The points that choose that
/// step cannot measure the model as well, so a third set of points does.
struct ModelSelection: Sendable {
  /// A measurement on the validation points.
  struct Measurement: Sendable {
    var step: Int
    /// The result in the user's own units.
    var heldOut: HeldOut
    /// log p of each validation point, in the flow's units.
    var logDensity: [Float]
  }

  /// The best one so far, and the last one.
  private(set) var best: Measurement
  private(set) var last: Measurement
  /// Its parameters.
  private(set) var parameters: [Float]
  /// How much worse the last measurement is than the best one: the mean difference over the points and its
  /// standard error, in nats.
  private(set) var loss = PairedDifference()
  /// The step at which the next measurement is due.
  private(set) var nextStep: Int

  init(_ first: Measurement, parameters: [Float]) {
    (best, last) = (first, first)
    self.parameters = parameters
    nextStep = Self.step(after: first.step)
  }

  /// What of it is numbers here and there; the long lists are kept apart.
  struct Facts: Codable, Sendable {
    var best: HeldOut
    var bestStep: Int
    var last: HeldOut
    var lastStep: Int
    var loss: PairedDifference
    var nextStep: Int
  }

  var facts: Facts {
    Facts(
      best: best.heldOut, bestStep: best.step, last: last.heldOut, lastStep: last.step, loss: loss,
      nextStep: nextStep)
  }

  /// - Parameters:
  ///   - best: log p of each validation point under the best model.
  ///   - last: the same under the last one.
  ///   - parameters: those of the best one.
  init(_ facts: Facts, best: [Float], last: [Float], parameters: [Float]) {
    self.best = Measurement(step: facts.bestStep, heldOut: facts.best, logDensity: best)
    self.last = Measurement(step: facts.lastStep, heldOut: facts.last, logDensity: last)
    (self.parameters, loss, nextStep) = (parameters, facts.loss, facts.nextStep)
  }

  /// Takes in a measurement.
  /// - Parameter parameters: those that were measured; read only where they are kept.
  mutating func note(_ measurement: Measurement, parameters: () -> [Float]) {
    nextStep = Self.step(after: measurement.step)
    last = measurement
    loss = PairedDifference(best.logDensity, measurement.logDensity)
    guard loss.mean < 0 else { return }
    best = measurement
    self.parameters = parameters()
    loss = PairedDifference()
  }

  /// Every tenth step at first, then each time the run is 4 % longer.
  private static func step(after step: Int) -> Int { step + max(10, step / 25) }

  /// The step from which on the model has become worse on validation points, where that is clear: it has
  /// lasted for as long as it took to become good, and at least 100 steps, and amounts to two standard
  /// errors or a tenth of a nat. (A single point that the model calls nearly impossible makes both the loss
  /// and its error large.)
  var overfittingSince: Int? {
    guard last.step >= best.step + max(100, best.step) else { return nil }
    return loss.mean > min(2 * loss.standardError, 0.1) ? best.step : nil
  }
}

/// The mean difference of two lists of numbers, pair by pair.
struct PairedDifference: Codable, Sendable {
  var mean = 0.0
  /// The standard error of the mean; infinite for fewer than two pairs.
  var standardError = Double.infinity

  init() {}

  init(_ one: [Float], _ other: [Float]) {
    // Points of density 0 have no finite log p: the model with fewer of them is better, whatever the means.
    let impossible = [one, other].map { $0.count { !$0.isFinite } }
    guard impossible[0] == impossible[1] else {
      mean = impossible[0] > impossible[1] ? -.infinity : .infinity
      return
    }
    let differences = zip(one, other).filter { $0.isFinite && $1.isFinite }
      .map { Double($0) - Double($1) }
    guard !differences.isEmpty else { return }
    let count = Double(differences.count)
    mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    if count > 1 { standardError = (squares / (count - 1) / count).squareRoot() }
  }
}
