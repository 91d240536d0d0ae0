import Foundation

/// How a run opens where nobody has chosen a speed: step 0 is held, then steps are taken one by one,
/// and faster by and by.
///
/// A function of time and of nothing else: how much time has passed says how many steps are allowed. It
/// decides when steps are taken, never what they compute.
public struct Opening: Hashable, Sendable {
  /// Seconds of it that have passed.
  public private(set) var seconds = 0.0

  public init() {}

  /// Seconds for which step 0 is held.
  static let hold = 2.0
  /// Seconds after that of one step a frame, and seconds in which the pace then grows to its last.
  static let slow = 2.0
  static let easing = 8.0
  /// Steps a second at first and at last: one step a frame, and ten.
  static let first = 1 / Speed.framePeriod
  static let last = 10 / Speed.framePeriod

  /// Whether step 0 is still held.
  public var isHolding: Bool { seconds < Opening.hold }
  /// Whether the last pace is reached. The loop's own speed holds from then on.
  public var isOver: Bool { seconds >= Opening.hold + Opening.slow + Opening.easing }

  /// Lets time pass.
  /// - Parameter duration: seconds.
  /// - Returns: how many steps may be taken for it. A machine that cannot take them leaves them out: they
  ///   are not owed later.
  mutating func pass(_ duration: Double) -> Int {
    let before = Opening.steps(in: seconds)
    seconds += max(0, duration)
    return Int(Opening.steps(in: seconds).rounded(.down) - before.rounded(.down))
  }

  /// Steps a second after so many seconds.
  static func pace(after seconds: Double) -> Double {
    guard seconds >= hold else { return 0 }
    let eased = min(max((seconds - hold - slow) / easing, 0), 1)
    return first * pow(last / first, eased)
  }

  /// Steps that so many seconds allow in all: the integral of ``pace(after:)``.
  static func steps(in seconds: Double) -> Double {
    let moving = max(0, seconds - hold)
    let growth = log(last / first) / easing
    let eased = min(max(0, moving - slow), easing)
    return first * min(moving, slow) + first * (exp(growth * eased) - 1) / growth
      + last * max(0, moving - slow - easing)
  }

  /// The pace now, as a rung of the ladder or between two of them.
  var speed: Speed {
    .perFrame(max(1, Int((Opening.pace(after: seconds) * Speed.framePeriod).rounded())))
  }

  /// What the header says of it: `opening`, then `×1` up to `×10`.
  public var title: String { isHolding ? "opening" : speed.description }
}
