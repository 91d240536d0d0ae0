extension FlowFamily {
  /// A diffusion model as a flow: what it learns is the noise in noisy data, and what is asked of it as a flow
  /// its probability-flow equation answers (``NoiseField``). Its density is that of this equation's
  /// points, exactly; no noise is left in them, σ(0) = 0. Samplers that take the noise away in steps, with
  /// and without chance, use the same network.
  static let diffusion = FlowFamily(
    name: "diffusion", title: "Diffusion",
    summary: "a network that finds the noise in noisy data; its probability flow is continuous",
    papers: [
      Paper("Ho et al.", 2020, arXiv: "2006.11239"),
      Paper("Song et al.", 2021, arXiv: "2011.13456"),
    ], defaultLayers: 1, defaultHidden: [64, 64, 64], defaultLearningRate: 8e-3,
    options: [.solver, .solverSteps, .tolerance, .noiseSteps], isFittedToPaths: true
  ) { builder in
    var options = ContinuousOptions(builder.options)
    options.isEven = false
    var schedule = NoiseSchedule()
    schedule.steps = builder.options.noiseSteps ?? NoiseSchedule.defaultSteps
    return [ContinuousFlow(NoiseField(schedule, &builder.layer), options)]
  }
}
