import Learning

// The numbers that panes show are readings. What they are read from is what was evaluated for the
// screen.

extension State {
  /// What is known of the model on screen.
  func measurements(_ scene: Scene = Scene()) -> Measurements {
    var measured = Measurements()
    measured.target = target
    measured.units = settings.standardization
    var run = RunFacts(step: step, parameters: snapshot?.parameterCount)
    run.stepsPerSecond = snapshot?.stepsPerSecond
    run.learningRate = settings.learningRate(atStep: step) ?? family?.defaultLearningRate
    // What belongs to the newest step alone.
    if pastStep == nil {
      run.gradientNorms = snapshot?.gradientNorms
      run.loss = snapshot?.history.newest
    }
    run.keptStep = snapshot?.bestStep
    measured.run = run
    measured.heldOut = heldOut
    measured.ledger = scene.ledger
    measured.window = scene.checks
    return measured
  }
}

extension Ledger {
  /// A reading at the probe, in the ledger's own units.
  func number(_ name: String) -> Double {
    var measured = Measurements()
    measured.ledger = self
    return measured.number(name) ?? .nan
  }

  /// The sum of the log-determinants as the formula of x → z adds it, and its check.
  var inverseLogDet: Double { 0 - number("probe.logdet") }
  var inverseDifferences: Double { 0 - number("probe.logdet.differences") }
}

extension Probe {
  /// The same place in the other space, where the ledger at the probe has it.
  func partner(_ ledger: Ledger) -> Probe {
    space == .data
      ? Probe(space: .base, point: ledger.z) : Probe(space: .data, point: ledger.x)
  }
}
