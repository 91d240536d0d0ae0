import ArgumentParser
import Flows
import Foundation
import Learning
import Terminal

/// The executable: it parses arguments and runs subcommands, whose work is done in the rooms below.
///
/// Folders, each of which uses only those before it: Output (what is printed), Bench (measurements), Live
/// (the loop between terminal and application), Commands (one file each, with their Options and Reports,
/// and Shell, which makes command lines ready for the parser).
@main
struct Flowscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flowscope",
    abstract: "A microscope for normalizing flows: watch a flow learn, live, in the terminal.",
    discussion: """
      Without a subcommand, opens the visualizer.

      Defaults of options are read from ~/.config/flowscope/config.yaml, below 'defaults:' a line for each, as \
      in 'flow: nsf'. --print-config, after any command, prints what holds and where that comes from. A line \
      that names flow, seed and target says all of a run, as shared lines do: of the defaults it takes only \
      what concerns the machine.

      Example: flowscope --flow realnvp --target moons
      """,
    version: LibraryVersion.current.description,
    subcommands: [
      WatchCommand.self, LessonCommand.self, TrainCommand.self, ReadCommand.self,
      EvaluateCommand.self, SampleCommand.self, ExportCommand.self, DataCommand.self,
      SnapshotCommand.self, TableCommand.self, CompareCommand.self, RemediesCommand.self,
      ProveCommand.self, ListCommand.self, BenchCommand.self, DoctorCommand.self,
    ],
    defaultSubcommand: WatchCommand.self)

  /// Its commands and options.
  static var description: ToolDescription {
    get throws { try ToolDescription(_dumpHelp()) }
  }

  /// Runs the command that the arguments name, and exits with its status.
  static func main() {
    let pipesEnd = prepareStreams()
    Crash.watch(version: LibraryVersion.current.description)
    do {
      do {
        let words = Array(CommandLine.arguments.dropFirst())
        if let script = CompletedProgram.script(askedBy: words) { return try Output.print(script) }
        try GivenWords.requireCommand(
          words, among: configuration.subcommands.map { $0._commandName })
        let joined = GivenWords.joined(words) { (try? description.takesValue($0)) ?? false }
        let line = try configured(joined)
        if let line, line.asksForReport { return try Output.print(line.report) }
        var command = try parsed(joined, line)
        try command.run()
      } catch  where exitCode(for: error) == .success {
        // Help, the version and completions come as errors, whose text is the result.
        let text = fullMessage(for: error)
        if !text.isEmpty { try Output.print(text) }
      }
    } catch {
      if pipesEnd, StandardOutput.hasLostItsReader {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
      }
      exit(withError: error)
    }
  }

  /// The line with the defaults of the user's configuration; `nil` where there are none to add.
  /// - Throws: `FlowError` that names the place in the configuration which makes no sense.
  private static func configured(_ words: [String]) throws -> ConfiguredLine? {
    guard !ConfiguredLine.isBare(words) else { return nil }
    let configuration = try Configuration(try description)
    guard !configuration.entries.isEmpty || words.contains(ConfiguredLine.reportOption) else {
      return nil
    }
    let machine = try ToolDescription(MachineOptions._dumpHelp()).command.shownArguments
    return ConfiguredLine(
      words, configuration, try description, usual: WatchCommand._commandName,
      machine: Set(machine.map(\.longName)))
  }

  /// The command that a line means. Where the configuration is at fault, its place is named.
  private static func parsed(
    _ words: [String], _ line: ConfiguredLine?
  ) throws -> any ParsableCommand {
    guard let line else { return try parsed(words) }
    do {
      return try parsed(line.words)
    } catch {
      guard (try? parsed(words)) != nil else { throw error }
      for entry in line.entries {
        do {
          _ = try parsed(line.words(adding: [entry]))
        } catch {
          throw FlowError("\(entry.exactPlace): \(message(for: error))")
        }
      }
      throw FlowError("\(line.path): its defaults do not go together: \(message(for: error))")
    }
  }

  /// The command that words mean. Its own parser is asked first: that of the program goes through all options of the
  /// usual command for nearly every word, which takes some 5 ms. Help, the version and errors are the program's.
  private static func parsed(_ words: [String]) throws -> any ParsableCommand {
    let named = configuration.subcommands.first { $0._commandName == words.first }
    let command = try? (named ?? WatchCommand.self).parseAsRoot(
      named == nil ? words : Array(words.dropFirst()))
    return try command ?? parseAsRoot(words)
  }

  /// Makes failures to write errors that can be reported, instead of signals that end the program.
  /// - Returns: whether the program ends quietly once nobody reads its output, as most programs do.
  private static func prepareStreams() -> Bool {
    // If a standard stream is closed, the next file that is opened gets its number, and printed text would
    // land in that file. A stream that can neither print nor read takes its place.
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
    // A limit on the size of files is an error like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    let pipesEnd = !Signals.areIgnored(SIGPIPE)
    signal(SIGPIPE, SIG_IGN)
    return pipesEnd
  }
}

/// The options that concern the machine and the terminal, and no run: a shared line leaves them to its reader.
private struct MachineOptions: ParsableCommand {
  @OptionGroup var drawing: DrawingOptions
  @OptionGroup var pixels: PixelOptions
  @OptionGroup var live: LiveOptions
  @OptionGroup var threads: ThreadsOption
}

/// The program as shells complete it: the visualizer's options stand beside the subcommands, for they may
/// follow the program's name at once. The argument parser leaves those of a default subcommand out.
private struct CompletedProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Flowscope.configuration.commandName, version: LibraryVersion.current.description,
    subcommands: Flowscope.configuration.subcommands)

  @OptionGroup var watch: WatchCommand

  /// The completion script that the words of a command line ask for; `nil` where they ask for none.
  static func script(askedBy words: [String]) -> String? {
    guard words.first == "--generate-completion-script", words.count <= 2 else { return nil }
    let shell =
      words.count == 2 ? CompletionShell(rawValue: words[1]) : CompletionShell.autodetected()
    return shell.map { completionScript(for: $0) }
  }
}
