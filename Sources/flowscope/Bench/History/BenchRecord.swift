import Flows
import Foundation

/// One run of `flowscope bench`: a line of a history.
struct BenchRecord: Codable {
  /// The form of the line. A program refuses those of later forms.
  let flowscopeBench: Int
  /// When it was measured, in UTC, as in `2026-11-27T13:05:00Z`.
  let date: String
  /// The program's version, and the commit that its folder was at; `nil` where that is unknown.
  let version: String
  let commit: String?
  let machine: BenchMachine
  /// How many processes wanted a processor in the last minute, before the measurement; `nil` where the
  /// system does not say.
  let load: Double?
  /// The rate of fused multiply-adds that the machine showed beside the measurements.
  let peaks: [Peak]
  let cases: [BenchCase]

  static let form = 1

  init(machine: BenchMachine, load: Double?, peaks: [Peak], cases: [BenchCase]) {
    flowscopeBench = Self.form
    date = Date.now.ISO8601Format()
    version = LibraryVersion.current.description
    commit = Self.currentCommit
    self.machine = machine
    (self.load, self.peaks) = (load, peaks)
    // What could not be measured is left out: nothing can be compared with it.
    self.cases = cases.filter { $0.fault == nil }
  }

  /// What tells it from others: `2026-11-27T13:05:00Z, version 0.1.0, commit beca321, load 2.1`.
  var title: String {
    "\(date), version \(version)" + (commit.map { ", commit \($0)" } ?? "")
      + (load.map { ", load \(fixed($0, 1))" } ?? "")
  }

  /// How many processes wanted a processor in the last minute.
  static var currentLoad: Double? {
    var load = 0.0
    return getloadavg(&load, 1) == 1 ? load : nil
  }

  /// The commit of the folder that this program was built in, with `-dirty` where files differ from it;
  /// `nil` for a program that is installed elsewhere, or without git. The folder may have moved on
  /// since the build.
  private static var currentCommit: String? {
    guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath(),
      program.pathComponents.contains(".build")
    else { return nil }
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.arguments = [
      "git", "-C", program.deletingLastPathComponent().path, "describe", "--always", "--dirty",
      "--exclude", "*",
    ]
    let answer = Pipe()
    (git.standardOutput, git.standardError) = (answer, FileHandle.nullDevice)
    guard (try? git.run()) != nil else { return nil }
    let bytes = answer.fileHandleForReading.readDataToEndOfFile()
    git.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines)
    return git.terminationStatus == 0 && !text.isEmpty ? text : nil
  }
}
