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
    // While nothing runs, the mean of the run's own steps says how long one takes.
    run.stepsPerSecond =
      (stepsPerSecond ?? 0) > 0 ? stepsPerSecond : snapshot?.secondsPerStep.map { 1 / $0 }
    run.learningRate = settings.learningRate(atStep: step) ?? family?.defaultLearningRate
    // What belongs to the newest step alone.
    if pastStep == nil {
      run.gradientNorms = snapshot?.gradientNorms
      run.loss = snapshot?.history.newest
    }
    run.keptStep = snapshot?.bestStep
    measured.run = run
    measured.hand = family.map { ($0.knobs, settings.hand) }
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

  // The screen knows one quantity, log|det dx/dz|, and one order, from z to x.

  /// Each layer's log|det dx_k/dz_k| in nats, from z to x.
  var layerTerms: [Row] { Self.forward(rows) }
  /// The finest terms that there are, from z to x: steps of a solver, otherwise layers.
  var terms: [Row] { Self.forward(parts) }

  private static func forward(_ rows: [Row]) -> [Row] {
    rows.reversed().map {
      var row = $0
      row.logDet = 0 - row.logDet
      return row
    }
  }
}

extension Probe {
  /// The same place in the other space, where the ledger at the probe has it.
  func partner(_ ledger: Ledger) -> Probe {
    space == .data
      ? Probe(space: .base, point: ledger.z) : Probe(space: .data, point: ledger.x)
  }
}
