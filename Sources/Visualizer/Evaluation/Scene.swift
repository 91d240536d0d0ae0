import Canvas
import Learning

/// What the panes show, evaluated: immutable numbers, ready to be drawn.
struct Scene: Sendable {
  /// A piece of a line of a regular grid, carried into the other space.
  struct GridLine: Sendable {
    var points: [SIMD2<Float>]
    /// log|det dx/dz| at each point in nats, whichever way the grid was carried.
    var logDet: [Float]
    /// Whether the flow folds there, which an invertible map never does.
    var folded: [Bool]
  }

  /// The model at the data pane's pixels; `nil` while that is not shown.
  var plane: PlaneField?
  /// The target's density at the target pane's pixels; `nil` where it is unknown or not shown.
  var targetDensity: [Float]?
  /// The base distribution at the base pane's pixels.
  var basePlane: PlaneField?
  /// The densities at which the colour maps end. They stay the same from step to step, and for model and
  /// target, so that colours can be compared.
  var dataMaximum: Float = 1
  var baseMaximum: Float = 1
  /// Base space's grid, pushed forward into data space.
  var grid: [GridLine] = []
  /// Data space's grid, pulled back into base space.
  var pulledGrid: [GridLine] = []
  /// Samples of the model, always from the same points of base space, without those that did not
  /// converge.
  var samples: [SIMD2<Float>] = []
  /// How many samples did not converge.
  var samplesLeftOut = 0
  /// Points of the target.
  var data: [SIMD2<Float>] = []
  /// The same points, pulled back into base space.
  var pulledBack: [SIMD2<Float>] = []
  /// How many of them did not converge; they are not drawn.
  var pulledBackLeftOut = 0
  /// What solving took for the samples, and for the points pulled back; `nil` where nothing is solved.
  var forwardUse: SolverUse?
  var inverseUse: SolverUse?
  /// Whether the pictures were solved in fewer steps than the flow's settings say, because they move.
  var isRough = false
  /// Whether the user waits for it, and another follows at once.
  var isHurried = false
  /// The step being shown in its parts.
  var slow: SlowScene?
  var ledger: Ledger?
  /// The latent space, and what a bound of the likelihood says at the probe; `nil` of learners without
  /// either.
  var latent: LatentScene?
  var evidence: EvidenceLedger?
  /// The value at the end of the ledger's bars; `nil` is what they need.
  var ledgerScale: Double?
  var checks: WindowChecks?
  /// All z that the flow takes to the probe's x; `nil` of flows that are trained.
  var branches: Branches?
  /// Those of them that are not the probe's own z.
  var twins: [SIMD2<Double>] {
    guard let branches, let z = ledger?.z else { return [] }
    return branches.places.filter { place in ((place - z) * (place - z)).sum() > 1e-4 }
  }
  /// Where the probe is in data space.
  var probeInData: SIMD2<Double>? { ledger?.x ?? evidence?.x }
  /// What a view other than the main one shows.
  var view: (any ViewScene)?

  /// The numbers that a lesson names.
  var lessonNumbers: [String: Double] = [:]

  /// Whether the flow folds anywhere on a grid.
  static func hasFolds(_ grid: [GridLine]) -> Bool { grid.contains { $0.folded.contains(true) } }
}
