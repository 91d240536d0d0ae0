import Autodiff
import Learning

/// Where the time of a training step goes: what `flowscope bench profile` reports.
struct ProfiledStep: Encodable {
  struct Row: Encodable {
    let kind: String
    /// Features read and written, as in `64 → 2`; empty where it says nothing.
    let shape: String
    /// Of the step's time.
    let share: Double
    /// `nil` where nothing is computed.
    let gflops: Double?

    var name: String { shape.isEmpty ? kind : "\(kind) \(shape)" }

    /// - Parameter seconds: of all rows.
    init(_ row: RunProfile.Row, of seconds: Double) {
      (kind, shape, share) = (row.kind, row.shape, row.seconds / seconds)
      gflops = row.operations > 0 ? Double(row.operations) / row.seconds / 1e9 : nil
    }

    /// The row in a few words.
    var words: String {
      "\(name) \(fixed(100 * share, 0)) %"
        + (gflops.map { " at \(fixed($0, 0)) GFLOP/s" } ?? "")
    }
  }
  let flow: String
  let settings: String
  let batch: Int
  /// Milliseconds of a step on one thread, the median.
  let ms: Double
  /// The largest first.
  let rows: [Row]

  /// - Throws: ``FlowError`` for settings that cannot be trained.
  static func measure(_ settings: Settings) throws -> ProfiledStep {
    let profile = try StepProfile.measure(settings)
    return ProfiledStep(
      flow: settings.flow, settings: settings.benchName, batch: settings.batch,
      ms: 1e3 * profile.seconds, rows: profile.rows.map { Row($0, of: profile.seconds) })
  }

  /// A table of all parts of at least half a percent.
  var text: String {
    var table = TextTable(header: ["", "of the step", "µs", "GFLOP/s"])
    let shown = rows.filter { $0.share >= 0.005 }
    for row in shown {
      table.rows.append([
        row.name, fixed(100 * row.share, 1) + " %", fixed(1e3 * ms * row.share, 1),
        row.gflops.map { fixed($0, 1) } ?? "–",
      ])
    }
    let rest = rows.dropFirst(shown.count).reduce(0) { $0 + $1.share }
    table.rows.append([
      "\(counted(rows.count - shown.count, "smaller part"))", fixed(100 * rest, 1) + " %",
      fixed(1e3 * ms * rest, 1), "–",
    ])
    return
      "profile: one gradient step of \(settings), batch \(batch), on 1 thread: \(fixed(ms, 3)) ms\n"
      + table.text
  }
}
