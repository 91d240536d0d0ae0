import ArgumentParser
import Flows
import Foundation
import Learning
import Terminal

/// The executable: it parses arguments and runs subcommands, whose work is done in the rooms below.
///
/// Folders, each of which uses only those before it: Output (what is printed), Bench (measurements), Live
/// (the loop between terminal and application), Commands (one file each, with their Options and Reports).
@main
struct Flowscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flowscope",
    abstract: "A microscope for normalizing flows: watch a flow learn, live, in the terminal.",
    discussion: """
      Without a subcommand, opens the visualizer.

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

  /// Runs the command that the arguments name, and exits with its status.
  static func main() {
    let pipesEnd = prepareStreams()
    Crash.watch(version: LibraryVersion.current.description)
    do {
      do {
        var command = try parseAsRoot()
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
