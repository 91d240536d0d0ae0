import Foundation

/// What a subcommand printed, and how it ended.
struct CommandRun {
  var status: Int32
  var output: String
  var errors: String

  /// The rows of a CSV output, without its header.
  var rows: [[Double]] {
    output.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
  }

  /// The members of a JSON output; empty where it is none.
  var members: [String: Any] {
    let object = try? JSONSerialization.jsonObject(with: Data(output.utf8))
    return object as? [String: Any] ?? [:]
  }
}

/// Runs the program as a shell would, without a terminal.
func flowscope(_ arguments: String...) throws -> CommandRun {
  try flowscope(arguments)
}

/// - Parameter input: a file to read as standard input.
func flowscope(_ arguments: [String], input: String? = nil) throws -> CommandRun {
  try program("flowscope", arguments, input: input)
}

/// Runs a program of the package likewise.
/// - Parameter environment: variables that it gets besides those of the tests.
func program(
  _ name: String, _ arguments: [String] = [], input: String? = nil,
  environment: [String: String] = [:]
) throws -> CommandRun {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: try Program.path(name))
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment
    .merging(environment) { _, given in given }
  let folder = FileManager.default.temporaryDirectory
  let (out, err) = (
    folder.appending(path: UUID().uuidString), folder.appending(path: UUID().uuidString)
  )
  defer { for file in [out, err] { try? FileManager.default.removeItem(at: file) } }
  for file in [out, err] { try Data().write(to: file) }
  process.standardInput =
    try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: $0)) }
    ?? FileHandle.nullDevice
  process.standardOutput = try FileHandle(forWritingTo: out)
  process.standardError = try FileHandle(forWritingTo: err)
  try process.run()
  process.waitUntilExit()
  return CommandRun(
    status: process.terminationStatus, output: try String(contentsOf: out, encoding: .utf8),
    errors: try String(contentsOf: err, encoding: .utf8))
}
