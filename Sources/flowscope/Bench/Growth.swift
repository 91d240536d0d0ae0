import Flows
import Foundation
import Learning

/// How the time of a training step grows: what `flowscope bench growth` reports.
struct Growth: Encodable {
  /// The measurement at one value of the quantity.
  struct Row: Encodable {
    let value: Int
    /// Milliseconds of a step, the median.
    let ms: Double
    /// Its 10th and 90th percentile.
    let msP10: Double
    let msP90: Double
    /// The time per unit, such as a sample or a layer; the table's ``Table/unit`` names it.
    let perUnit: Double
    /// `nil` where they are not counted.
    let gflops: Double?
    /// Bytes of the values that a thread keeps of one tile.
    let tileBytes: Int
    /// Tiles in a batch, which the threads share.
    let tiles: Int
  }
  /// A step's time against one quantity, everything else as in the settings.
  struct Table: Encodable {
    let quantity: String
    let unit: String
    let rows: [Row]
  }
  let flow: String
  /// What was asked for, with every setting that is not at its default.
  let settings: String
  let batch: Int
  let threads: Int
  /// Bytes of a core's first and second cache; `nil` where the system does not say.
  let firstCache: Int?
  let secondCache: Int?
  let tables: [Table]
  /// Memory and work of a continuous flow's training, by number of solver steps and by where its
  /// gradients come from; `nil` for other flows. Counted from the plans.
  let solver: [SolverMemory]?

  /// - Throws: ``FlowError`` for settings that cannot be trained.
  static func measure(_ settings: Settings, threads: Int, seconds: Double) throws -> Growth {
    let family = try FlowFamily.named(settings.flow)
    let hidden = settings.hidden ?? family.defaultHidden
    let sweeps = sweeps(threads: threads, hasWidths: !hidden.isEmpty)
    var progress = ProgressBar("measuring", total: sweeps.reduce(0) { $0 + $1.values.count })
    defer { progress.finish() }
    var done = 0
    let tables = try sweeps.map { sweep in
      Table(
        quantity: sweep.quantity.rawValue, unit: sweep.quantity.unit,
        rows: try sweep.values.map { value in
          progress.show(done, note: "\(settings.flow): \(sweep.quantity.rawValue) \(value)")
          done += 1
          return try row(value, sweep.quantity, settings, hidden, threads, seconds)
        })
    }
    return Growth(
      flow: settings.flow, settings: settings.benchName,
      batch: settings.batch, threads: threads,
      firstCache: cacheBytes(level: 1),
      secondCache: cacheBytes(level: 2), tables: tables,
      solver: family.options.contains(.gradients) ? try SolverMemory.measure(settings) : nil)
  }

  private enum Quantity: String {
    case batch, width, depth
    case lanes = "samples per tile"
    case threads

    var unit: String {
      switch self {
      case .batch, .lanes: "µs per sample"
      case .width: "ns per parameter"
      case .depth: "µs per layer"
      case .threads: "ms of all threads"
      }
    }
  }

  private static func sweeps(
    threads: Int, hasWidths: Bool
  ) -> [(quantity: Quantity, values: [Int])] {
    func doubling(from first: Int, to last: Int) -> [Int] {
      Array(sequence(first: first) { $0 < last ? 2 * $0 : nil })
    }
    var sweeps: [(Quantity, [Int])] = [(.batch, doubling(from: 32, to: 16_384))]
    if hasWidths { sweeps.append((.width, doubling(from: 8, to: 512))) }
    sweeps.append((.depth, doubling(from: 1, to: 32)))
    sweeps.append((.lanes, doubling(from: 16, to: 1024)))
    sweeps.append((.threads, BenchRunner.ladder(upTo: threads)))
    return sweeps
  }

  private static func row(
    _ value: Int, _ quantity: Quantity, _ original: Settings, _ hidden: [Int], _ threads: Int,
    _ seconds: Double
  ) throws -> Row {
    var settings = original
    var (threads, lanes) = (threads, Trainer.defaultTileLanes)
    switch quantity {
    case .batch: settings.batch = value
    case .width: settings.hidden = hidden.map { _ in value }
    case .depth: settings.layers = value
    case .lanes:
      lanes = value
      // Enough tiles for all threads, however wide they are.
      settings.batch = max(settings.batch, 1024 * 4 * threads)
    case .threads: threads = value
    }
    let trainer = try Trainer(settings, threads: threads, tileLanes: lanes)
    let times = try BenchRunner.stepTimes(of: trainer, seconds: seconds).sorted()
    let ms = times[times.count / 2]
    func quantile(_ share: Double) -> Double { times[Int(share * Double(times.count - 1))] }
    let perUnit =
      switch quantity {
      case .batch, .lanes: 1e3 * ms / Double(settings.batch)
      case .width: 1e6 * ms / Double(trainer.parameterCount)
      case .depth: 1e3 * ms / Double(value)
      case .threads: ms * Double(value)
      }
    return Row(
      value: value, ms: ms, msP10: quantile(0.1), msP90: quantile(0.9), perUnit: perUnit,
      gflops: trainer.operationsPerStep.map { Double($0) / ms / 1e6 }, tileBytes: trainer.tileBytes,
      tiles: (settings.batch + lanes - 1) / lanes)
  }

  /// As histories keep it.
  var historyCases: [BenchCase] {
    tables.flatMap { table in
      table.rows.map { row in
        BenchCase(
          name: "growth \(settings), \(counted(threads, "thread")): \(table.quantity) \(row.value)",
          unit: "ms", value: row.ms, low: min(row.ms, row.msP10), high: max(row.ms, row.msP90),
          repeats: 1)
      }
    }
  }

  /// The size of a core's own cache for data.
  private static func cacheBytes(level: Int) -> Int? {
    for index in 0..<8 {
      let folder = "/sys/devices/system/cpu/cpu0/cache/index\(index)/"
      func read(_ name: String) -> String? {
        (try? String(contentsOfFile: folder + name, encoding: .utf8))?
          .trimmingCharacters(in: .whitespacesAndNewlines)
      }
      guard read("level") == "\(level)", read("type") != "Instruction", let size = read("size")
      else { continue }
      guard let number = Int(size.prefix { $0.isNumber }) else { return nil }
      return size.hasSuffix("M") ? number << 20 : number << 10
    }
    return nil
  }

  var text: String {
    func kilobytes(_ bytes: Int?) -> String { bytes.map { "\($0 >> 10) kB" } ?? "unknown" }
    let parts = tables.map { table in
      var text = TextTable(
        header: [table.quantity, "ms", table.unit, "GFLOP/s", "kB per tile", "tiles"])
      text.rows = table.rows.map { row in
        [
          "\(row.value)", fixed(row.ms, 3), short(row.perUnit),
          row.gflops.map { fixed($0, 1) } ?? "–",
          "\(row.tileBytes >> 10)", "\(row.tiles)",
        ]
      }
      return text.text
    }
    return """
      growth: one gradient step of \(flow), batch \(batch), on \(counted(threads, "thread")), where nothing else is said
      a core's caches: \(kilobytes(firstCache)), then \(kilobytes(secondCache))

      """ + (parts + [solverText].compactMap { $0 }).joined(separator: "\n\n")
  }

  private var solverText: String? {
    guard let solver else { return nil }
    var table = TextTable(header: ["solver steps, gradients", "kB per sample", "MFLOP per sample"])
    table.rows = solver.map { row in
      [
        "\(row.steps), \(row.gradients)", fixed(Double(row.bytesPerSample) / 1024, 1),
        fixed(Double(row.operationsPerSample) / 1e6, 3),
      ]
    }
    return table.text
  }
}
