import Flows

extension Remedy {
  /// Every remedy, the flow as it is first.
  static let builtIn: [Remedy] = [
    plain, layers, mixtureBase, ringBase, resampledBase, noise, denoised, dequantized,
    dequantizedByNormal, augmented, folded,
    mixtureOfFlows,
  ]

  static let plain = Remedy(
    "none", "the flow as it is: a normal base and its own number of layers",
    price: "a bridge, thin only where f stretches very far")

  static let layers = Remedy(
    "layers", "twice as many layers",
    price: "twice the time; the bridge gets thinner and stays",
    papers: [Paper("Dinh et al.", 2017, arXiv: "1605.08803")]
  ) { settings in
    settings.layers = 2 * (settings.namedFamily?.defaultLayers ?? 8)
  }

  static let mixtureBase = Remedy(
    "mixture", "a base of eight Gaussians that learn: the parts are there before f",
    price: "the number of Gaussians is chosen beforehand",
    papers: [Paper("Izmailov et al.", 2020, arXiv: "1912.13025")]
  ) { $0.base = "mixture" }

  static let ringBase = Remedy(
    "ring", "a base of eight fixed Gaussians on a ring",
    price: "parts that the target does not have must be joined again"
  ) { $0.base = "ring" }

  static let resampledBase = Remedy(
    "resampled", "a base with learned holes: draws are accepted by a learned probability",
    price: "samples are drawn several times until one is accepted",
    papers: [Paper("Stimper et al.", 2022, arXiv: "2110.15828")]
  ) { $0.base = "resampled" }

  /// Standard deviation of the noise, in the units that the flow learns in.
  static let noiseDeviation = 0.1

  static let noise = Remedy(
    "noise", "noise of ± \(noiseDeviation) on the data: no part is thin, no gap quite empty",
    price: "the target that is learned is blurred",
    papers: [Paper("Kim et al.", 2020, arXiv: "2006.04604")]
  ) { $0.noise = noiseDeviation }

  static let denoised = Remedy(
    "denoised", "the same, and samples moved by σ²·∇log p(x), which takes the noise off",
    price: "no likelihood: samples are no longer those of the density",
    papers: [Paper("Zhai et al.", 2025, arXiv: "2412.06329")], isDenoised: true
  ) { $0.noise = noiseDeviation }

  /// Side of the cells, in the units that the flow learns in.
  static let cellWidth = Cells.usualWidth

  static let dequantized = Remedy(
    "cells", "data on a grid of cells \(cellWidth) wide, spread evenly over each cell",
    price: "of a cell's log-probability only a bound is trained",
    papers: [Paper("Theis et al.", 2016, arXiv: "1511.01844")]
  ) { $0.cells = cellWidth }

  static let dequantizedByNormal = Remedy(
    "cells-gaussian", "the same data, spread by a normal around each cell's middle",
    price: "of a cell's log-probability only a bound is trained",
    papers: [Paper("Ho et al.", 2019, arXiv: "1902.00275")]
  ) { ($0.cells, $0.dequantize) = (cellWidth, .gaussian) }

  static let augmented = Remedy(
    .augmented,
    price: "training sees a bound; a density takes an integral over the third coordinate")

  static let folded = Remedy(
    .folded,
    price: "x → z loses the sign, so there is no inverse; it helps where the halves are alike")

  static let mixtureOfFlows = Remedy(
    .mixtureOfFlows, price: "four flows to train, and x has one z for each")
}
