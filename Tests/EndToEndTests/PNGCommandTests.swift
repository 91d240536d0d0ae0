import Foundation
import Testing

@Suite struct PNGCommandTests {
  private let small = ["snapshot", "--steps", "2", "--hidden", "8", "--size", "60x20"]

  @Test(arguments: [(nil, 480, 320), ("1", 480, 320), ("3", 1440, 960)] as [(String?, Int, Int)])
  func aPNGHasEightBySixteenPixelsACell(scale: String?, columns: Int, rows: Int) throws {
    let path = NSTemporaryDirectory() + UUID().uuidString + ".png"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = try flowscope(
      small + ["--format", "png", "--out", path] + (scale.map { ["--scale", $0] } ?? []))
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
    let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(Array(file.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
    func number(_ place: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(file[place + $1]) } }
    #expect(number(16) == columns && number(20) == rows)
    // What is there already is not replaced without a word.
    let again = try flowscope(small + ["--format", "png", "--out", path])
    #expect(again.status != 0 && again.errors.contains("--force"))
  }

  @Test(arguments: [
    (["--format", "png", "--scale", "9"], "choose 1, 2, 3 or 4"),
    (["--format", "png", "--scale", "0"], "choose 1, 2, 3 or 4"),
    (["--format", "svg", "--scale", "2"], "--format png"), (["--scale", "2"], "--format png"),
    (["--panes", "y"], "choose of z, x, base"), (["--panes", "x,"], "choose of z, x, base"),
    (["--panes", "checks"], "--focus checks"), (["--panes", "x", "--view", "morph"], "morph"),
  ])
  func aMistakeSaysWhatToChoose(options: [String], advice: String) throws {
    let run = try flowscope(small + options)
    #expect(run.status != 0 && run.output.isEmpty)
    #expect(run.errors.contains(advice), "\(run.errors)")
  }

  @Test func panesByEitherNameAreTheSame() throws {
    let names = try flowscope(small + ["--panes", "data"])
    #expect(names.status == 0 && !names.output.contains("┌"))
    #expect(try flowscope(small + ["--panes", "x"]).output == names.output)
  }
}
