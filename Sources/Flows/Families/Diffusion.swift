extension FlowFamily {
  /// A diffusion model as a flow: what it learns is the noise in noisy data, and what is asked of it as a flow
  /// its probability-flow equation answers (``NoiseField``). Its density is that of this equation's
  /// points, exactly; no noise is left in them, σ(0) = 0. Samplers that take the noise away in steps, with
  /// and without chance, use the same network; what is known of the likelihood of the one with chance is a
  /// bound.
  ///
  /// Measured after 2,000 steps (seed 1) on moons, rings, 8gaussians and checkerboard, as KL of the flow: rate 8e-3
  /// .056, .866, .028 and .271; 4e-3 .056, .879, .038 and .311; 1.5e-2 .058, .816, .056 and .290, and on two of
  /// the targets more than half of the samples then need a finer solver. Two layers of 128 neurons reach .135,
  /// .851, .059 and .336.
  ///
  /// The bound of the ancestral sampler with 25, 50, 100, 200 and 400 steps is 3.11, 3.03, 2.99, 2.98 and 2.97 nats
  /// on 8gaussians, where the flow's NLL is 2.86, and 2.63, 2.60, 2.58, 2.56 and 2.56 on moons, where it is 2.45
  /// (2,000 points): more than 50 steps buy little, and what remains is that a network's score is not that of
  /// any density.
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
