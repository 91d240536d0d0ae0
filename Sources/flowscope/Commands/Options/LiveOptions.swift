import ArgumentParser
import Flows
import Learning
import Visualizer

/// How often the live screen is drawn, which keys play by themselves, and where it is recorded.
struct LiveOptions: ParsableArguments {
  @Option(
    help:
      "Frames per second at most; a line that cannot keep up gets fewer, and a window without the focus at most 4."
  )
  var fps = 60
  @Option(
    help: ArgumentHelp(
      "Keys that stand for others, as in t=space,Q=q; for always in the configuration.",
      valueName: "new=old"),
    transform: { try OwnKeys($0) })
  var keys = OwnKeys()
  @Option(help: "Play the keys in this file.", completion: .file())
  var replay: String?
  @Option(help: "Record what is drawn as an asciicast.", completion: .file())
  var record: String?

  func validate() throws {
    if !(1...240).contains(fps) { throw ValidationError("--fps \(fps): choose 1 to 240") }
  }

  /// The keys to play; nil where none are.
  /// - Throws: ``FlowError`` that names the file, and the line if one is wrong.
  func replayed() throws -> Replay? {
    guard let replay else { return nil }
    let data = try Files.read(replay)
    guard let text = String(data: data, encoding: .utf8) else {
      throw FlowError("cannot read '\(replay)': a replay script is text in UTF-8")
    }
    do {
      return Replay(try ReplayScript(text))
    } catch {
      throw FlowError("\(replay): \(error)")
    }
  }

  /// A file to write beside the screen.
  /// - Parameter inputs: files that are read, which it must not be.
  /// - Throws: ``FlowError`` if it cannot be written, exists and is not to be replaced, or is the screen.
  func outputFile(_ path: String, force: Bool, inputs: [String?] = []) throws -> OutputFile {
    let file = try OutputFile(
      path, replacing: force ? .everything : .nothing, inputs: (inputs + [replay]).compactMap { $0 }
    )
    if file.isStandardOutput {
      throw FlowError("cannot write '\(path)': standard output is the screen; name a file")
    }
    return file
  }
}
