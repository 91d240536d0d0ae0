import CNcurses
import Foundation

/// Repairs a terminal that some program left without putting it back, as after `kill -9`.
public enum TerminalReset {
  /// Turns off every mode that this program or another may have left on, takes pictures away, shows the
  /// cursor, and gives the line its usual settings (`stty sane`). What is on the main screen stays. Shared
  /// memory of processes that are gone is removed.
  /// - Throws: ``TerminalError`` where the process has no terminal of its own, whatever its output is.
  public static func run() throws(TerminalError) {
    removeMemory()
    guard cn_terminal_reset() else { throw .nothingToReset }
  }

  /// Pictures in shared memory outlive a process that was killed: `flowscope-PROCESS-NUMBER`.
  private static func removeMemory() {
    let folder = "/dev/shm/"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      let parts = name.split(separator: "-")
      guard parts.count == 3, parts[0] == "flowscope", let process = pid_t(parts[1]),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      try? FileManager.default.removeItem(atPath: folder + name)
    }
  }
}
