import ArgumentParser
import Canvas
import Visualizer

/// `flowscope snapshot`: the screen, without a terminal.
struct SnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract: "Train for some steps and print the screen, without a terminal.",
    discussion: """
      Example: flowscope snapshot --flow realnvp --steps 2000 --size 120x36 --format svg > moons.svg
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, ansi, svg
  }

  @OptionGroup var options: SettingsOptions
  @OptionGroup var threads: ThreadsOption
  @Option(parsing: .unconditional, help: "Training steps before the picture is taken.")
  var steps = 1000
  @Option(help: "Columns and rows.", transform: parseSize)
  var size = Size(columns: 120, rows: 36)
  @Option(help: "What to print.")
  var format = Format.text
  @OptionGroup var view: ViewOptions
  @OptionGroup var drawing: DrawingOptions

  struct Size {
    var columns: Int
    var rows: Int
  }

  func validate() throws {
    if steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
  }

  func run() throws {
    _ = Interruption()
    let medium = Medium(
      colors: drawing.colors ?? (format == .text ? .mono : .trueColor),
      glyphs: drawing.glyphs ?? .braille, backdrop: drawing.backdrop ?? .dark)
    var state = State(
      settings: try options.settings(), running: false, columns: size.columns, rows: size.rows,
      medium: medium)
    try state.read(view.given)
    var progress = ProgressBar("training", total: steps)
    defer { progress.finish() }
    let canvas = try Snapshot.render(state, steps: steps, threads: threads.count) { step in
      if step % 16 == 0 { progress.show(step) }
    }
    progress.finish()
    switch format {
    case .text: try Output.print(canvas.plainText(), terminator: "")
    case .ansi: try Output.print(canvas.ansi(depth: medium.colors), terminator: "")
    case .svg:
      let settings = state.settings
      let title = "flowscope: \(settings.flow) on \(settings.target) after \(steps) steps"
      try Output.print(canvas.svg(title: title, backdrop: medium.backdrop, depth: medium.colors))
    }
  }
}

/// `120x36` as columns and rows.
private func parseSize(_ text: String) throws -> SnapshotCommand.Size {
  let parts = text.split(separator: "x").compactMap { Int($0) }
  guard parts.count == 2, parts.allSatisfy({ (1...1000).contains($0) }) else {
    throw ValidationError("'\(text)' is not a size: write columns and rows, as in 120x36")
  }
  return SnapshotCommand.Size(columns: parts[0], rows: parts[1])
}
