import Foundation
import Learning
import Synchronization
import Terminal

/// Handles Ctrl-C, TERM and HUP in a command that has to clean up before it ends.
///
/// Every thread of the process blocks the signals, and one thread waits for them, so that the handling is
/// ordinary code. A command makes this before it starts any other thread. At first a signal removes unfinished
/// files and the progress line and ends the process at once. After ``wait()`` the first signal only sets
/// ``isAsked``, and a second one ends the process.
final class Interruption: Sendable {
  /// The signal that asks to end; 0 for none.
  private let asked = Atomic<Int32>(0)
  private let isPatient = Atomic(false)

  init() {
    // What was ignored when the program began, as by nohup, stays so.
    let signals = [SIGINT, SIGTERM, SIGHUP].filter { !Signals.areIgnored($0) }
    guard !signals.isEmpty else { return }
    let set = Self.set(signals)
    var held = set
    pthread_sigmask(SIG_BLOCK, &held, nil)
    let thread = Thread { [self] in
      while true {
        var (set, signal): (sigset_t, Int32) = (set, 0)
        guard sigwait(&set, &signal) == 0 else { continue }
        if isPatient.load(ordering: .relaxed),
          asked.compareExchange(expected: 0, desired: signal, ordering: .relaxed).exchanged
        {
          continue
        }
        Self.end(by: signal)
      }
    }
    thread.start()
  }

  /// From now on the first signal only sets ``isAsked``.
  func wait() { isPatient.store(true, ordering: .relaxed) }

  /// Whether a signal has asked to end.
  var isAsked: Bool { asked.load(ordering: .relaxed) != 0 }

  /// The exit status for the signal that has asked to end, such as 130 for Ctrl-C; `nil` where none has.
  var status: Int32? {
    let signal = asked.load(ordering: .relaxed)
    return signal == 0 ? nil : 128 + signal
  }

  /// Ends the process as the signal would have, had it not been held back.
  private static func end(by number: Int32) {
    OutputFile.removeUnfinished()
    ProgressBar.finishForGood()
    signal(number, SIG_DFL)
    var set = set([number])
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    kill(getpid(), number)
  }

  private static func set(_ signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }
}
