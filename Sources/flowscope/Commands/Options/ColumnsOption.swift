import ArgumentParser
import Flows
import Learning

/// Which two columns of a file are points, the same for every command that reads one.
struct ColumnsOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(Setting.columns.commandHelp, valueName: "a,b"))
  var columns: String?

  /// The columns that were named, if any were.
  var names: [String]? { columns.map(Points.columnNames) }
}

/// Reads a file, and shows on standard error how much of it is read, if that is a terminal.
/// - Parameter path: a path, or `-` for standard input.
func withReadingProgress<Value>(
  _ path: String, _ read: ((Double) -> Void) throws(FlowError) -> Value
) throws(FlowError) -> Value {
  // A name that fits on the line.
  let name = path == "-" ? "standard input" : path.split(separator: "/").last?.prefix(24) ?? ""
  var bar = ProgressBar("reading \(name)", total: 100)
  defer { bar.finish() }
  return try read { bar.show(min(99, Int(100 * $0)), note: "percent") }
}
