import Flows
import Learning

/// How many bytes a frame of the live screen takes on its way to the terminal, as over ssh: what
/// `flowscope bench bytes` reports.
struct ScreenBytes: Encodable {
  let columns: Int
  let rows: Int
  let frames: Int
  /// The median, and the 10th and 90th percentile.
  let bytesPerFrame: Int
  let bytesPerFrameP10: Int
  let bytesPerFrameP90: Int
  /// What was asked for, with every setting that is not at its default.
  let settings: String

  static let sizes = [(columns: 120, rows: 36), (columns: 200, rows: 60)]

  /// Watches the real program train ten steps a frame, in 24-bit colour and braille. The first frames are
  /// left out, in which everything is new.
  /// - Throws: ``FlowError`` where the program cannot be started in a pseudo-terminal.
  static func measure(_ settings: Settings, seconds: Double) throws -> [ScreenBytes] {
    try sizes.map { size in
      let program = try PlayedProgram(
        settings, ["--speed", "x10"], columns: size.columns, rows: size.rows)
      let left = 10
      program.watch(for: .seconds(20)) { program.bytesAtFrames.count > left }
      program.watch(for: .seconds(seconds))
      program.watch(for: .seconds(20)) { program.bytesAtFrames.count > 2 * left }
      let ends = program.bytesAtFrames.dropFirst(left)
      _ = try program.quit()
      let bytes = zip(ends, ends.dropFirst()).map { $1 - $0 }.sorted()
      guard !bytes.isEmpty else {
        throw FlowError("\(settings.flow): the visualizer drew no frames")
      }
      func quantile(_ share: Double) -> Int { bytes[Int(share * Double(bytes.count - 1))] }
      return ScreenBytes(
        columns: size.columns, rows: size.rows, frames: bytes.count, bytesPerFrame: quantile(0.5),
        bytesPerFrameP10: quantile(0.1), bytesPerFrameP90: quantile(0.9),
        settings: settings.benchName)
    }
  }

  /// As histories keep it.
  var historyCase: BenchCase {
    BenchCase(
      name: "bytes \(settings), \(columns)x\(rows)", unit: "B", value: Double(bytesPerFrame),
      low: Double(bytesPerFrameP10), high: Double(bytesPerFrameP90), repeats: 1)
  }

  static func text(_ sizes: [ScreenBytes]) -> String {
    var table = TextTable(header: ["", "frames", "median bytes", "p10", "p90"])
    table.rows = sizes.map {
      [
        "\($0.columns) × \($0.rows)", "\($0.frames)", "\($0.bytesPerFrame)",
        "\($0.bytesPerFrameP10)", "\($0.bytesPerFrameP90)",
      ]
    }
    return "bytes: a frame of the live screen in 24-bit colour, while training runs\n" + table.text
  }
}
