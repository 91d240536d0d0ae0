import Foundation
import Testing

/// Files of the user's as the program takes them: from `train` to `eval`, by name and by number.
@Suite struct ReadingFilesTests {
  /// A table of a decimal-comma spreadsheet: two columns of text, three of numbers, one value missing.
  private static let table: String = {
    let rows = (0..<60).map { row in
      "Art \(row % 3);\(row),5;\(row == 7 ? "NA" : "\(row * row % 17),25");\(row % 5);u\r\n"
    }
    return "Art;Länge, mm;Höhe;Jahr;Ort\r\n" + rows.joined()
  }()

  /// Runs `body` with the path of a file of these bytes.
  private func withFile(_ bytes: Data, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()) mine.csv").path
    try bytes.write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test func columnsAreChosenByNameAndByNumber() throws {
    try withFile(try #require(Self.table.data(using: .isoLatin1))) { path in
      let folder = FileManager.default.temporaryDirectory
      let model = folder.appending(path: "\(UUID()).safetensors").path
      defer { try? FileManager.default.removeItem(atPath: model) }
      let refusal = try flowscope("train", "--data", path, "--steps", "1")
      #expect(refusal.status != 0)
      #expect(refusal.errors.contains("'\(path)': there are 5 columns"), "\(refusal.errors)")
      #expect(refusal.errors.contains("Länge, mm, Höhe, Jahr; others: Art, Ort"))
      let numbers = try flowscope(
        "train", "--data", path, "--columns", "2,3", "--steps", "3", "--out", model)
      #expect(numbers.status == 0, "\(numbers.errors)")
      #expect(
        numbers.output.contains("points      59 in columns Länge, mm and Höhe, 1 row left out"))
      let names = try flowscope(
        "train", "--data", path, "--columns", "\"länge, mm\",Höhe", "--steps", "3", "--json")
      #expect(names.status == 0, "\(names.errors)")
      let evaluation = try flowscope("eval", "--model", model, "--points", path, "--columns", "2,3")
      #expect(evaluation.rows.count == 59)
      #expect(evaluation.rows.first?.first == 0.5)
      #expect(
        evaluation.errors == "warning: 1 of 60 rows were left out: 1 misses a number (line 9)\n")
    }
  }

  @Test func columnsWithoutAFileAreRefused() throws {
    let run = try flowscope("train", "--columns", "a,b", "--steps", "1")
    #expect(run.status == 64 && run.errors.contains("--columns a,b"))
    #expect(run.errors.contains("--data"))
  }

  @Test func standardInputTakesEveryForm() throws {
    let header = Data("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 12), }\n".utf8)
    let array =
      Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(header.count), 0]) + header
      + Data((0..<24).map { UInt8($0 * $0 % 29) })
    for bytes in [array, Data(Self.table.utf8)] {
      try withFile(bytes) { path in
        let columns = bytes == array ? [] : ["--columns", "2,4"]
        let run = try flowscope(["train", "--data", "-", "--steps", "1"] + columns, input: path)
        #expect(run.status == 0 && run.output.contains("standard input"), "\(run.errors)")
      }
    }
  }

  @Test func readingShowsItsProgressOnATerminal() throws {
    let rows = (0..<400_000).map { "\($0).25,\($0 * $0 % 1013).5\n" }.joined()
    try withFile(Data(rows.utf8)) { path in
      let session = try Session.flowscope(["train", "--data", path, "--steps", "0"])
      try session.waitUntil("the progress") { $0.contains("reading ") && $0.contains("percent") }
      let screen = try session.waitUntil("the report") { $0.contains("points      400000") }
      #expect(!screen.contains("reading "))
      #expect(try session.waitForEnd() == .exited(0))
    }
  }
}
