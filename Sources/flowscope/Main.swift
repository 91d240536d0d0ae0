import ArgumentParser

/// The executable: argument parsing and subcommands. What they do lives in the rooms below.
@main
struct Flowscope: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flowscope",
    abstract: "A microscope for normalizing flows: watch a flow learn, live, in the terminal.",
    discussion: """
      Without a subcommand, opens the visualizer.

      Example: flowscope --flow realnvp --target moons
      """,
    version: "0.1.0",
    subcommands: [
      Watch.self, Train.self, Evaluate.self, Sample.self, DataCommand.self, SnapshotCommand.self,
      TableCommand.self, Prove.self, List.self, Bench.self, Doctor.self,
    ],
    defaultSubcommand: Watch.self)
}
