import Learning
import Testing

/// The command line has each row of the table of settings, and says of it what the row says.
@Suite struct SettingOptionsTests {
  private static func words(_ text: String) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
  }

  @Test(arguments: ["train", "watch", "snapshot", "bench"])
  func everyRowIsAnOptionWithItsHelp(command: String) throws {
    let run = try flowscope("help", command)
    #expect(run.status == 0)
    let help = Self.words(run.output)
    for setting in Setting.all {
      let names = ([setting.name] + setting.otherNames).map { "--\($0)" }.joined(separator: ", ")
      // After its names comes what stands for its value, and then what it is.
      let entry = help.ranges(of: " \(names) <").first.map { help[$0.upperBound...] }
      let says = entry?.drop { $0 != ">" }.dropFirst(2)
      #expect(
        says?.hasPrefix(Self.words(setting.commandHelp)) == true, "\(names): \(says ?? "none")")
    }
  }

  @Test func aTextThatIsNoValueIsRefusedBesideItsOption() throws {
    for (option, text, says) in [
      ("--solver", "euler", "rk4 or dopri5"), ("--layers", "many", "1 to 256"),
      ("--lr-change", "500", "500:1e-4"), ("--earlier-targets", "moons", "300:rings"),
      ("--keep", "all", "best or last"), ("--scaling", "none", "robust"),
    ] {
      let run = try flowscope("train", option, text)
      #expect(run.status != 0 && run.errors.contains(option) && run.errors.contains(says))
      #expect(run.errors.contains("'\(text)'"), "\(run.errors)")
    }
  }
}
