import Flows
import Foundation
import Learning

/// A file of earlier measurements: one JSON object on each line, the latest at the end.
struct BenchHistory {
  let path: String
  /// The runs in it, in their order; none where there is no file yet.
  let records: [BenchRecord]

  /// `bench.jsonl` in `$XDG_STATE_HOME/flowscope`, or in `~/.local/state/flowscope`.
  static var usualPath: String { StateFolder().path + "/bench.jsonl" }

  /// Reads what is there.
  /// - Throws: ``FlowError`` that names the line that is no run, and what to do.
  init(_ path: String) throws(FlowError) {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else {
      records = []
      return
    }
    guard let text = String(data: try Files.read(path), encoding: .utf8) else {
      throw FlowError(
        "'\(path)' is no history of 'flowscope bench': it is no text in UTF-8; choose another file")
    }
    var records: [BenchRecord] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (place, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
      do {
        records.append(try Self.record(line))
      } catch {
        let advice =
          records.isEmpty && Self.form(of: line) == nil
          ? "Choose a file that 'flowscope bench --history FILE' wrote"
          : "Remove that line, or choose another file"
        throw FlowError("'\(path)', line \(place + 1): \(error). \(advice)")
      }
    }
    self.records = records
  }

  private static func record(_ line: Substring) throws(FlowError) -> BenchRecord {
    guard let form = form(of: line) else {
      throw FlowError("it is no run of 'flowscope bench'")
    }
    guard form <= BenchRecord.form else {
      throw FlowError(
        "it has form \(form), and this program reads forms up to \(BenchRecord.form): "
          + "the program that wrote it is newer")
    }
    let record: BenchRecord
    do {
      record = try readJSON(BenchRecord.self, line)
    } catch {
      throw FlowError("the run is damaged: \(describe(error))")
    }
    if let fault = record.cases.lazy.compactMap(\.fault).first {
      throw FlowError("the run is damaged: \(fault)")
    }
    return record
  }

  /// The form that a line says it has; `nil` where it is no run.
  private static func form(of line: Substring) -> Int? {
    struct Mark: Decodable { let flowscopeBench: Int }
    return try? readJSON(Mark.self, line).flowscopeBench
  }

  /// Where the decoder found what it did not want.
  private static func describe(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(place(context))'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      return place(context) + context.debugDescription
    @unknown default: return "\(error)"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map(\.stringValue).joined(separator: "/")
    return path.isEmpty ? "" : "\(path): "
  }

  /// The latest run to compare with.
  /// - Parameters:
  ///   - words: how its date, version or commit begins; `nil` for any. Then the latest of this machine
  ///     is taken, or where there is none the latest of any.
  /// - Throws: ``FlowError`` where there is none.
  func earlier(_ words: String?, machine: BenchMachine) throws(FlowError) -> BenchRecord {
    guard let latest = records.last else {
      throw FlowError(
        "'\(path)' has no run to compare with: measure one with 'flowscope bench --history FILE'")
    }
    guard let words else { return records.last { $0.machine == machine } ?? latest }
    let found = records.last { record in
      [record.date, record.version, record.commit ?? ""].contains { $0.hasPrefix(words) }
    }
    guard let found else {
      throw FlowError(
        "--run \(words): no date, version or commit in '\(path)' begins so; the latest is of \(latest.title)"
      )
    }
    return found
  }

  /// Appends a run, past every buffer.
  /// - Throws: ``FlowError`` that says what could not be written.
  func append(_ record: BenchRecord) throws {
    let file = try Self.opened(path)
    defer { try? file.close() }
    var bytes = Data((try jsonLine(record) + "\n").utf8)
    // A line that was torn off, as by a full disk, ends first.
    let end = try file.seekToEnd()
    if end > 0 {
      try file.seek(toOffset: end - 1)
      if try file.read(upToCount: 1) != Data("\n".utf8) { bytes = Data("\n".utf8) + bytes }
    }
    do {
      try file.write(contentsOf: bytes)
    } catch {
      throw FlowError("cannot write '\(path)': \(error.inWords(of: path))")
    }
  }

  /// Finds out whether runs can be appended, before one is measured; makes the folder.
  /// - Throws: ``FlowError`` that says why not.
  func requireWritable() throws(FlowError) {
    let isNew = !FileManager.default.fileExists(atPath: path)
    try? Self.opened(path).close()
    _ = try Self.opened(path)
    if isNew { try? FileManager.default.removeItem(atPath: path) }
  }

  private static func opened(_ path: String) throws(FlowError) -> FileHandle {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      let reason = error.inWords(of: folder.path, asFolder: true)
      throw FlowError("cannot make the folder '\(folder.path)': \(reason)")
    }
    let number = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard number >= 0 else {
      throw FlowError("cannot write '\(path)': \(String(cString: strerror(errno)))")
    }
    return FileHandle(fileDescriptor: number, closeOnDealloc: true)
  }
}
