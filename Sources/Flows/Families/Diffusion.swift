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
  /// The bound of the ancestral sampler with 10, 25, 50, 100, 200 and 400 steps, in nats (20,000 points, ± .02):
  /// 2.81, 2.60, 2.53, 2.50, 2.48 and 2.48 on moons, where the flow's NLL is 2.45; 3.40, 3.10, 3.00, 2.95, 2.92 and
  /// 2.91 on 8gaussians, where it is 2.86; 4.23, 3.94, 3.85, 3.82, 3.80 and 3.79 on checkerboard, where it is 3.74.
  /// Twice the default 50 steps gain .03 to .05 for twice the passes.
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
