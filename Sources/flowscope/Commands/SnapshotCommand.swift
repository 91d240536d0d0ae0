import ArgumentParser
import Canvas
import Learning
import Visualizer

/// `flowscope snapshot`: the screen, without a terminal.
struct SnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract: "Train for some steps and print the screen, without a terminal.",
    discussion: """
      A PNG has 8 × 16 pixels a cell at scale 1, and whatever a view shows over a plane is evaluated at every \
      one of them. An SVG has that as embedded images of scale 2, and lines as curves.

      Example: flowscope snapshot --flow realnvp --steps 2000 --size 120x36 --format svg > moons.svg
      Example: flowscope snapshot --steps 2000 --format png --scale 2 --panes z,x --out moons.png
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, ansi, svg, png
  }

  static let scales = 1...4

  @OptionGroup var options: SettingsOptions
  @OptionGroup var threads: ThreadsOption
  @Option(parsing: .unconditional, help: "Training steps before the picture is taken.")
  var steps = 1000
  @Option(help: "Columns and rows.", transform: parseSize)
  var size = Size(columns: 120, rows: 36)
  @Option(
    name: .customLong("format"),
    help: "What to print: text, ansi, svg or png. (default: that of --out's name, or text)")
  var wantedFormat: Format?
  @Option(help: "Of a PNG, how many times 8 × 16 pixels a cell has: 1 to 4. (default: 1)")
  var scale: Int?
  @Option(
    help: ArgumentHelp(
      "Only what these panes of the main screen show, without borders: z (or base), x (or data), target, loss, ledger, checks.",
      valueName: "panes"),
    transform: parsePanes)
  var panes: [Pane] = []
  @Option(help: "Write to this file instead of standard output, which - is.", completion: .file())
  var out: String?
  @Flag(help: "Replace what --out names.")
  var force = false
  @OptionGroup var view: ViewOptions
  @OptionGroup var drawing: DrawingOptions

  /// The format that is asked for, or that the file's name says.
  private var format: Format { wantedFormat ?? namedFormat ?? .text }

  private var namedFormat: Format? {
    guard let out else { return nil }
    let ending = FileEnding.of(out)
    return ending == "txt" ? .text : Format(rawValue: ending)
  }

  struct Size {
    var columns: Int
    var rows: Int
  }

  func validate() throws {
    if steps < 0 { throw ValidationError("--steps \(steps): choose 0 or more") }
    if let wantedFormat, let namedFormat, namedFormat != wantedFormat {
      throw ValidationError(
        "--format \(wantedFormat.rawValue) and --out \(out ?? ""): the name ends in that of another "
          + "format; choose")
    }
    if let out, namedFormat == nil {
      let usual = format == .text ? "txt" : format.rawValue
      try FileEnding.refuseOthers(out, usual: usual, "a picture of the screen")
    }
    guard let scale else { return }
    guard format == .png else {
      throw ValidationError(
        "--scale \(scale): only a PNG has pixels; add --format png, or leave out --scale")
    }
    guard Self.scales.contains(scale) else {
      throw ValidationError("--scale \(scale): choose 1, 2, 3 or 4")
    }
  }

  func run() throws {
    _ = Interruption()
    let file = try outputFile()
    let medium = Medium(
      colors: drawing.colors ?? (format == .text ? .mono : .trueColor),
      glyphs: drawing.glyphs ?? .braille, backdrop: drawing.backdrop ?? .dark,
      scale: format == .png ? scale ?? 1 : format == .svg ? 2 : nil)
    var state = State(
      settings: try options.settings(), running: false, columns: size.columns, rows: size.rows,
      medium: medium)
    try state.read(view.given)
    var progress = ProgressBar("training", total: steps)
    defer { progress.finish() }
    var bar: ProgressBar?
    var drawn = 0
    var canvas = try Snapshot.render(
      state, steps: steps, threads: threads.count,
      progress: { step in
        if step % 16 == 0 { progress.show(step) }
      },
      drawing: { done, total in
        // The next picture begins.
        if bar == nil || done < drawn { bar = ProgressBar("drawing", total: total) }
        drawn = done
        bar?.show(done)
      })
    progress.finish()
    bar?.finish()
    if !panes.isEmpty { canvas = try Snapshot.panes(panes, of: canvas, state) }
    let bytes = bytes(of: canvas, state)
    if let file { try file.write(bytes) } else { try StandardOutput.write(bytes) }
  }

  /// Where the bytes go; `nil` for standard output, as text. Pixels are refused by a terminal.
  private func outputFile() throws -> OutputFile? {
    guard let path = out ?? (format == .png ? "-" : nil), path != "-" || format == .png else {
      return nil
    }
    return try OutputFile(
      path, replacing: force ? .everything : .nothing,
      inputs: [options.data?.text].compactMap { $0 })
  }

  private func bytes(of canvas: Canvas, _ state: State) -> [UInt8] {
    let medium = state.medium
    switch format {
    case .text: return Array(canvas.plainText().utf8)
    case .ansi: return Array(canvas.ansi(depth: medium.colors).utf8)
    case .svg:
      let settings = state.settings
      let title = "flowscope: \(settings.flow) on \(settings.target) after \(steps) steps"
      let text = canvas.svg(title: title, backdrop: medium.backdrop, depth: medium.colors)
      return Array((text + "\n").utf8)
    case .png:
      return canvas.image(
        scale: medium.scale ?? 1, backdrop: medium.backdrop, depth: medium.colors
      ).png()
    }
  }
}

/// `z,x,loss` as panes.
private func parsePanes(_ text: String) throws -> [Pane] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
    let name = part == "x" ? "data" : part == "z" ? "base" : String(part)
    guard let pane = Pane(rawValue: name) else {
      let names = Pane.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--panes: '\(part)' is no pane; choose of z, x, \(names)")
    }
    return pane
  }
}

/// `120x36` as columns and rows.
func parseSize(_ text: String) throws -> SnapshotCommand.Size {
  let parts = text.split(separator: "x").compactMap { Int($0) }
  guard parts.count == 2, parts.allSatisfy({ (1...1000).contains($0) }) else {
    throw ValidationError("'\(text)' is not a size: write columns and rows, as in 120x36")
  }
  return SnapshotCommand.Size(columns: parts[0], rows: parts[1])
}
