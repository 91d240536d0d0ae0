import Autodiff

/// The rates of the matrix products that most of a training step consists of, each alone and with its
/// values at hand: what `flowscope bench product` reports.
struct ProductRates: Encodable {
  struct Row: Encodable {
    let kind: String
    let gflops: Double
    /// Of this machine's rate of fused multiply-adds on one thread, in the same run.
    let shareOfPeak: Double
  }
  /// Features read and written, and samples.
  let features: Int
  let samples: Int
  let rows: [Row]

  /// A dense layer of 64 features between two others, with its gradients, on one tile of samples.
  static func measure() -> ProductRates {
    let (features, samples) = (64, 128)
    let graph = Graph()
    let first = graph.parameter(offset: 0, count: 2 * features)
    let weight = graph.parameter(offset: first.features, count: features * features)
    let image = graph.input(0, features: 2).dense(weight: first, outputs: features)
      .dense(weight: weight, outputs: features)
    var outputs = Outputs()
    for slope in graph.gradients(
      of: image.squared.featureSum.laneSum, withRespectTo: [first, weight])
    {
      if let slope { _ = outputs.add(shared: slope) }
    }
    let executor = Executor<Float>(
      Program(outputs), parameterCount: first.features + weight.features)
    executor.parameters = (0..<first.features + weight.features).map { Float($0 % 97) * 1e-4 }
    executor.setInput(
      0, points: (0..<samples).map { SIMD2(Float($0 % 7) * 0.1, Float($0 % 5) * 0.1) })
    let peak = PeakRate.measure(threads: 1)
    let measured = executor.profile(lanes: samples, runs: 5000).rows
    let shape = "\(features) → \(features)"
    return ProductRates(
      features: features, samples: samples,
      rows: measured.filter { $0.shape == shape && $0.operations > 0 }.map { row in
        let rate = Double(row.operations) / row.seconds
        return Row(kind: row.kind, gflops: rate / 1e9, shareOfPeak: rate / peak)
      }.sorted { $0.kind < $1.kind })
  }

  var text: String {
    var table = TextTable(header: ["", "GFLOP/s", "of peak"])
    table.rows = rows.map {
      [$0.kind, fixed($0.gflops, 1), fixed(100 * $0.shareOfPeak, 1) + " %"]
    }
    return
      "product: \(features) → \(features) features, \(samples) samples, alone on 1 thread\n"
      + table.text
  }
}
