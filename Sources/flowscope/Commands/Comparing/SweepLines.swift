import Flows
import Learning

/// The runs of one sweep, read from the files that their lines were written to.
struct SweepLines<Run: Codable> {
  let plan: SweepPlan
  /// By number, from 1; of a run that was made twice the last one.
  private(set) var runs: [Int: Run] = [:]

  /// - Parameters:
  ///   - paths: of files; `-` is standard input.
  ///   - command: the command that they are to be of.
  /// - Throws: ``FlowError`` that names the file and the line: of what is no such run, and of runs that do not
  ///   compare.
  init(readingFrom paths: [String], of command: String) throws(FlowError) {
    var first: (plan: SweepPlan, place: String)?
    for path in paths {
      let text = String(decoding: try Files.read(path), as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
        let place = "\(path == "-" ? "standard input" : "'\(path)'"), line \(index + 1)"
        let read = try Self.read(line, place, command)
        if let first { try Self.requireSame(read.plan, place, as: first.plan, first.place) }
        if first == nil { first = (read.plan, place) }
        runs[read.cell] = read.run
      }
    }
    guard let first else {
      let names = paths.joined(separator: ", ")
      throw FlowError(
        "--merge \(names): there is no line of a run; 'flowscope \(command) --plan' prints the "
          + "commands that write them")
    }
    plan = first.plan
  }

  private static func read(
    _ line: Substring, _ place: String, _ command: String
  ) throws(FlowError) -> SweepLine<Run> {
    guard let head = try? readJSON(SweepHead.self, line) else {
      throw FlowError(
        "\(place): it is no line of a run, or is cut short; remove it, and make that run again")
    }
    let plan = head.plan
    guard plan.command == command else {
      throw FlowError(
        "\(place): it is a run of '\(plan.command)'; use 'flowscope \(plan.command) --merge'")
    }
    guard let read = try? readJSON(SweepLine<Run>.self, line),
      (1...max(1, plan.cells)).contains(read.cell)
    else {
      throw FlowError(
        "\(place): this program, version \(LibraryVersion.current), cannot read a run of version "
          + "\(plan.version); use that version")
    }
    return read
  }

  private static func requireSame(
    _ plan: SweepPlan, _ place: String, as first: SweepPlan, _ firstPlace: String
  ) throws(FlowError) {
    guard plan != first else { return }
    func refuse(_ what: String, _ here: String, _ there: String) -> FlowError {
      FlowError(
        "\(place): \(what) is \(here), and in \(firstPlace) it is \(there): such runs do not compare; merge "
          + "those of one plan")
    }
    if plan.version != first.version { throw refuse("the version", plan.version, first.version) }
    for name in plan.arguments where name.hasPrefix("--") {
      let (here, there) = (plan.value(of: name), first.value(of: name))
      if here != there { throw refuse(name, here ?? "not given", there ?? "not given") }
    }
    throw refuse("the number of runs", String(plan.cells), String(first.cells))
  }
}

/// What can be read of a line without knowing what its run has.
private struct SweepHead: Decodable { let plan: SweepPlan }

extension SweepPlan {
  fileprivate func value(of name: String) -> String? {
    guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else {
      return nil
    }
    return arguments[index + 1]
  }
}
