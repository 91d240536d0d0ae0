/// A setting that only some families have, by its name on the command line.
public enum FlowOption: String, CaseIterable, Hashable, Sendable {
  /// Bins of a spline.
  case bins
  /// How training computes log-determinants that it may estimate.
  case logDet = "log-det"
  /// Largest error of an iterative inverse or an adaptive solver.
  case tolerance
  /// How a continuous flow's equation is solved.
  case solver
  /// Steps of a solver whose steps are fixed.
  case solverSteps = "solver-steps"
  /// Where a continuous flow's gradients come from.
  case gradients
  /// Which points of the base and of the data training's paths connect.
  case coupling
  /// Rounds in which paths are straightened by the model's own pairs.
  case reflow
  /// Weights of the penalties on a continuous flow's energy and steepness.
  case kinetic, jacobian
  /// Steps of a diffusion model's noise.
  case noiseSteps = "noise-steps"
  // Where the knobs of a map stand that is turned by hand; see ``HandKnob``.
  case stretch, bend, lipschitz, stretch2, shear, turn, shift, shift2
}

/// The settings that only some layers have; `nil` is their default.
package struct LayerOptions: Hashable, Sendable {
  /// Bins of a spline.
  package var bins: Int?
  /// The bins that a spline has, of its own or as usual.
  package var splineBins: Int { bins ?? Self.usualBins }
  package static let usualBins = 8
  /// How training computes log-determinants that it may estimate.
  package var logDet: LogDetMethod?
  /// Largest error of an iterative inverse or an adaptive solver.
  package var tolerance: Double?
  /// How a continuous flow's equation is solved.
  package var solver: ODESolver?
  /// Steps of a solver whose steps are fixed.
  package var solverSteps: Int?
  /// Where a continuous flow's gradients come from.
  package var gradients: GradientMethod?
  /// Which points of the base and of the data training's paths connect.
  package var coupling: PathCoupling?
  /// Rounds in which paths are straightened by the model's own pairs.
  package var reflow: Int?
  /// Weight of the kinetic energy in a continuous flow's training loss.
  package var kinetic: Double?
  /// Weight of the field's steepness in it.
  package var jacobian: Double?
  /// Steps of a diffusion model's noise.
  package var noiseSteps: Int?
  /// Where the knobs of a map stand that is turned by hand.
  package var hand = HandValues()

  package init() {}
}
