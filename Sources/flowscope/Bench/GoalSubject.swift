import Learning

/// A flow that goals of speed are set for.
struct GoalSubject {
  let flow: String
  var layers: Int?
  /// The shares of the peak that training and densities are to reach.
  let training: Double
  let density: Double
  /// Milliseconds of a training step of 512 samples that are aimed at; `nil` for none.
  var step: Double?
  /// The same, as flowjax's compiled scan takes on an H100 (2026-11-26, JAX 0.10.2).
  var onH100: Double?

  static let all = [
    GoalSubject(flow: "realnvp", training: 0.6, density: 0.75, step: 0.45, onH100: 0.51),
    GoalSubject(flow: "maf", layers: 5, training: 0.6, density: 0.75, step: 0.33, onH100: 0.37),
    GoalSubject(flow: "nsf", training: 0.4, density: 0.4, step: 0.68, onH100: 0.68),
    GoalSubject(flow: "nsf-ar", training: 0.4, density: 0.4, step: 0.96, onH100: 0.96),
    GoalSubject(flow: "iresnet", training: 0.35, density: 0.35),
    GoalSubject(flow: "resflow", training: 0.35, density: 0.35),
    GoalSubject(flow: "naf", training: 0.35, density: 0.35),
  ]

  var settings: Settings {
    var settings = Settings()
    (settings.flow, settings.layers) = (flow, layers)
    return settings
  }
}
