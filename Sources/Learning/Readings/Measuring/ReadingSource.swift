/// What readings are read from: things that are measured at once, because their numbers belong together.
public enum ReadingSource: String, Hashable, CaseIterable, Sendable {
  /// Facts of the run: its steps, its last gradient, its time.
  case run
  /// The target, whatever the model.
  case target
  /// The model on held-out points.
  case heldOut
  /// Samples of the model, beside the target's modes and points.
  case scores
  /// What a sample costs.
  case sampling
  /// The change-of-variables formula at the probe.
  case ledger
  /// What a variational autoencoder says of the probe's point.
  case evidence
  /// What it says of held-out points, integrated.
  case marginal
  /// Every z that f takes to the probe's x.
  case branches
  /// A region around the probe, in both spaces.
  case region
  /// The bin of a line along z₁ that the probe is in.
  case band
  /// The gap between two groups of the target's points.
  case gap
  /// What a report checks of a model before it calls its numbers likelihoods.
  case check
  /// What must hold of every flow.
  case invariants
  /// What is measured of the part of data space in view.
  case window
  /// What an evaluation costs.
  case cost
  /// Log-determinants as they are estimated.
  case estimates
  /// The flow's structure: how each direction is computed.
  case passes
  /// The paths of points that a vector field drives.
  case paths
  /// Matrices in many dimensions, whatever the model.
  case determinants

  /// How it is measured, in one sentence.
  public var method: String {
    switch self {
    case .run: "Counted and timed while the run trains."
    case .target: "Known of the target, by a formula or by quadrature."
    case .heldOut:
      "A mean over held-out points, always the same ones: 20,000 of them, on the screen 2,000, or "
        + "those of your own points that chose nothing."
    case .scores:
      "2,500 samples of the model, always of the same seed, are compared with the target's modes and "
        + "with as many held-out points."
    case .sampling: "The best of several timed runs of 1,024 samples."
    case .ledger: "One point, in double precision, each layer with its own term."
    case .evidence:
      "One point: the ELBO and log p(x) by quadrature over latent space, IWAE by draws, the KL on a grid "
        + "of its own."
    case .marginal:
      "A mean over \(MarginalScore.count) held-out points, each integrated over latent space."
    case .branches:
      "Looked for on a lattice of 97 × 97 points of base space, each then found by Newton's method."
    case .region:
      "Each side by quadrature over its own outline with its own density; samples and data are "
        + "counted."
    case .band:
      "A bin 0.5 wide in z₁, each side by quadrature with its own density over its own axis."
    case .gap:
      "The strip between two groups of data is found by 2-means, then integrated on a grid of 80 × 400."
    case .check: "1,000 samples are taken back, and the density is summed on a grid around them."
    case .invariants:
      "On drawn data, on points of the base, and on a lattice of 25 × 25 points of it."
    case .window: "On what is in view; without a screen, on the target's square."
    case .cost: "The better of two timed runs of 4,096 points."
    case .estimates: "One point, in double precision; residual flows alone estimate."
    case .passes: "Known of the flow's structure."
    case .paths: "On the paths of 2,500 samples, always of the same seed, in the solver's steps."
    case .determinants:
      "Of matrices of normal numbers with deviation 1/√dimensions; times are the best of five rounds."
    }
  }

  /// Why a number that is not finite is no reading.
  func lack(_ number: Double, _ measurements: Measurements) -> NoReading {
    if self == .heldOut, let heldOut = measurements.heldOut, heldOut.impossible > 0 {
      return NoReading(
        "it is infinite: the model gives density 0 to \(heldOut.impossible) of \(heldOut.count) "
          + "held-out points")
    }
    if self == .heldOut, let solver = measurements.heldOut?.solver, solver.unfinished > 0 {
      return NoReading("the solver gave up at \(solver.unfinished) of \(solver.points) points")
    }
    if self == .ledger, measurements.ledger?.logBase == -.infinity {
      return NoReading("the base has density 0 at the probe, so a logarithm of it is infinite")
    }
    return NoReading(number.isNaN ? "the result is not a number" : "the result is infinite")
  }
}
