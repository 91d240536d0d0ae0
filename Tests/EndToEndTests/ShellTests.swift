import Foundation
import Testing

/// What a shell and its user rely on: completion, forgiving words, values that begin with a minus, the
/// manual page.
@Suite final class ShellTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: UUID().uuidString).path

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in ["model.safetensors", "points.csv"] { try Data().write(to: url(name)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func url(_ name: String) -> URL { URL(fileURLWithPath: folder + "/" + name) }

  /// What a program prints; `nil` where it is not installed.
  private func output(of program: String, _ arguments: [String]) throws -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    // Some completions ask the program.
    let folder = try Program.flowscope().split(separator: "/").dropLast().joined(separator: "/")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PATH": "/\(folder):\(path)"]) { $1 }
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return process.terminationStatus == 127 ? nil : String(decoding: data, as: UTF8.self)
  }

  /// What is typed, with what must be offered then, and what must not.
  private static let typed: [(words: [String], offered: [String], others: [String])] = [
    (["tr"], ["train"], ["--flow"]), (["--fl"], ["--flow"], ["train"]),
    (["--flow", ""], ["nsf", "vae", "realnvp"], ["train", "moons"]),
    (["--flow", "ns"], ["nsf", "nsf-ar"], ["maf"]), (["--colormap", ""], ["magma"], ["nsf"]),
    (["--paused", "--vie"], ["--view"], ["train"]), (["--race", "va"], ["vae"], ["maf"]),
    (["train", "--target", "ri"], ["rings", "ring8"], ["moons"]),
    (["train", "--base", ""], ["normal", "uniform"], ["moons"]),
    (["train", "--log-det", ""], ["exact", "hutchinson"], ["default"]),
    (["train", "--solver", ""], ["rk4", "dopri5"], ["default"]),
    (["train", "--scaling", ""], ["standard", "robust"], ["or"]),
    (["train", "--data", "poi"], ["points.csv"], ["model.safetensors"]),
    (["sample", "--model", "mod"], ["model.safetensors"], ["points.csv"]),
    (["watch", "--view", ""], ["morph", "1d"], ["nsf"]),
    (["watch", "--glyphs", ""], ["ascii"], []),
    (["table", "--flows", "pl"], ["planar"], ["moons"]), (["list", "--ma"], ["--man"], ["--json"]),
    (["compare", "--tables", ""], ["vae", "gan"], ["moons"]),
    (["lesson", "density"], ["density-is-mass-over-volume"], ["jacobian"]),
    (["bench", "gro"], ["growth"], ["frame"]),
  ]

  private typealias Typed = (words: [String], offered: [String], others: [String])

  private func check(_ replies: [String], to questions: [Typed] = typed, _ shell: String) {
    #expect(replies.count == questions.count, "\(shell): \(replies)")
    for (typed, reply) in zip(questions, replies) {
      let words = Set(reply.split(separator: " ").map(String.init))
      #expect(words.isSuperset(of: typed.offered), "\(shell) \(typed.words): \(reply)")
      #expect(words.isDisjoint(with: typed.others), "\(shell) \(typed.words): \(reply)")
    }
  }

  @Test func bashCompletesValuesAndTheOptionsOfTheVisualizer() throws {
    let script = try flowscope("--generate-completion-script", "bash")
    #expect(script.status == 0)
    let questions = Self.typed.map { typed in
      "ask " + typed.words.map { "'\($0)'" }.joined(separator: " ")
    }
    let ask = """
      ask() {
        COMP_WORDS=(flowscope "$@"); COMP_CWORD=$#; COMP_LINE="${COMP_WORDS[*]}"
        COMP_POINT=${#COMP_LINE}; COMPREPLY=()
        _flowscope flowscope "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
        echo "${COMPREPLY[*]}"
      }

      """
    try (script.output + ask + questions.joined(separator: "\n") + "\n")
      .write(to: url("ask.bash"), atomically: true, encoding: .utf8)
    guard let replies = try output(of: "bash", ["ask.bash"]) else { return }
    check(
      replies.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init),
      "bash")
  }

  @Test func fishCompletesTheSame() throws {
    let script = try flowscope("--generate-completion-script", "fish").output
    // Names of lessons are asked of the program, by a function that fish has at a prompt alone.
    let asked = Self.typed.filter { $0.words.first != "lesson" }
    let questions = asked.map { typed in
      "complete -C 'flowscope \(typed.words.joined(separator: " "))' | string split -f1 \\t | string join ' '\n"
        + "echo END"
    }
    try (script + "\n" + questions.joined(separator: "\n") + "\n")
      .write(to: url("ask.fish"), atomically: true, encoding: .utf8)
    guard let replies = try output(of: "fish", ["--no-config", "ask.fish"]) else { return }
    check(
      replies.split(separator: "END\n", omittingEmptySubsequences: false).dropLast()
        .map { String($0).replacing("\n", with: " ") }, to: asked, "fish")
  }

  @Test func zshReadsItsScript() throws {
    let script = try flowscope("--generate-completion-script", "zsh").output
    try script.write(to: url("_flowscope"), atomically: true, encoding: .utf8)
    for word in ["nsf-ar", "magma", "8gaussians", "dopri5"] { #expect(script.contains(word)) }
    if let complaints = try output(of: "zsh", ["-n", "_flowscope"]) { #expect(complaints == "") }
  }

  @Test(arguments: [
    (["trian"], "train"), (["smaple"], "sample"), (["snapsot", "--steps", "1"], "snapshot"),
    (["help", "evla"], "eval"), (["Train"], "train"), (["train", "--flow", "nfs"], "nsf"),
    (["--flow", "glwo"], "glow"), (["train", "--target", "mons"], "moons"),
    (["train", "--target", "rigns"], "rings"), (["train", "--base", "nromal"], "normal"),
    (["train", "--taget", "moons"], "--target"), (["--flwo", "nsf"], "--flow"),
    (["table", "--flows", "palnar"], "planar"), (["lesson", "jacobain"], "jacobian"),
    (["prove", "--proof", "mas"], "mass"),
  ])
  func aMistypedWordIsAnsweredWithTheOneThatWasMeant(words: [String], meant: String) throws {
    let run = try flowscope(words)
    #expect(run.status != 0 && run.output == "")
    #expect(run.errors.lowercased().contains("did you mean '\(meant)'?"), "\(run.errors)")
  }

  /// Each pair says the same.
  @Test(arguments: [
    (["read", "--steps", "0", "--readings", "probe.logpx", "--probe"], "-1,0.5"),
    (["read", "--steps", "0", "--readings", "probe.logpx", "--probe"], "-.5,-1"),
    (["snapshot", "--steps", "0", "--size", "60x20", "--probe"], "-1,0.5"),
    (
      [
        "read", "--flow", "affine", "--steps", "0", "--readings", "probe.logpx", "--probe", "1,1",
        "--shift",
      ], "-2"
    ),
    (["data", "--count", "2", "--seed"], "-1"), (["train", "--batch"], "-5"),
    (["data", "--count"], "-3"), (["snapshot", "--layer"], "-1"), (["bench", "--seconds"], "-1"),
    (["eval", "--model", "nothing", "--points"], "-x.csv"), (["train", "--data"], "-x.csv"),
  ])
  func aValueMayBeginWithAMinus(words: [String], value: String) throws {
    let apart = try flowscope(words + [value])
    let joined = try flowscope(
      words.dropLast() + ["\(words[words.count - 1])=\(value)"])
    #expect(apart.status == joined.status && apart.output == joined.output)
    #expect(apart.errors == joined.errors)
    #expect(!apart.errors.contains("Missing value"), "\(apart.errors)")
  }

  @Test func theManualPageHasEveryCommandAndOption() throws {
    let run = try flowscope("list", "--man")
    #expect(run.status == 0)
    let page = run.output.replacing("\\-", with: "-")
    let commands = try flowscope("list", "--commands").output.split(separator: "\n").dropFirst()
      .compactMap { $0.split(separator: " ").first }
    #expect(commands.count >= 15)
    for command in commands {
      #expect(page.contains(".SS \"flowscope \(command)\""), "\(command)")
      let help = try flowscope("help", String(command)).output
      for option in Set(
        help.matches(of: /^  (--[a-z0-9-]+)/.anchorsMatchLineEndings()).map(\.output.1))
      where !["--help", "--version"].contains(option) {
        #expect(page.contains("\\fB\(option)\\fR"), "\(command) \(option)")
      }
    }
    try run.output.write(to: url("flowscope.1"), atomically: true, encoding: .utf8)
    if let complaints = try output(of: "mandoc", ["-Tlint", "-Wwarning", "flowscope.1"]) {
      #expect(complaints == "")
    }
  }
}
