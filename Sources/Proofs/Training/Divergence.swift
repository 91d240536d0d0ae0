import Flows
import Learning

extension Proof {
  static let divergence = Proof(
    "divergence",
    "An absurd learning rate keeps numbers finite, or is caught, named and rolled back.",
    states: [.random]
  ) { subject in
    var settings = subject.model.settings
    settings.batch = 64
    settings.learningRate = 10
    let trainer = try Trainer(settings, threads: 1)
    // What may be shown between two steps.
    func isFinite() -> Bool { trainer.model().parameters.allSatisfy { $0.isFinite } }
    var caught: FlowError?
    var broken = 0
    for _ in 0..<300 where caught == nil {
      do throws(FlowError) {
        if !(try trainer.advance().isFinite && isFinite()) { broken += 1 }
      } catch {
        caught = error
      }
    }
    if !isFinite() { broken += 1 }
    var measurements = [
      Measurement(
        "at a learning rate of 10, how many steps left a loss or parameters that are not finite",
        faults: broken)
    ]
    guard let caught else { return measurements }
    let isNamed =
      caught.description.contains("step \(trainer.step)")
      && caught.description.contains("learning rate than 10")
    trainer.change(.learningRate(1e-4))
    var after = 0
    for _ in 0..<20 where !(try trainer.advance().isFinite) { after += 1 }
    if !isFinite() { after += 1 }
    measurements += [
      Measurement(
        "how many times the message did not name the step and the rate", faults: isNamed ? 0 : 1),
      Measurement(
        "after going back, how many steps at 1e-4 left numbers that are not finite", faults: after),
    ]
    return measurements
  }
}
