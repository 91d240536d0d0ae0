/// How fast training runs: a rung of the speed ladder.
///
/// Speed decides when steps are taken, never what they compute.
public enum Speed: Hashable, Sendable, CustomStringConvertible {
  /// Each step in its parts, one after the other; see ``SlowMotion``.
  case slowMotion
  /// So many steps each second.
  case perSecond(Int)
  /// So many steps for each frame of the training clock.
  case perFrame(Int)
  /// As fast as the machine can.
  case flatOut

  /// All rungs, slowest first.
  public static let ladder: [Speed] = [
    .slowMotion, .perSecond(1), .perSecond(5), .perFrame(1), .perFrame(10), .perFrame(100),
    .flatOut,
  ]

  /// Seconds between two published snapshots while the ladder is on a per-frame rung.
  static let framePeriod = 1.0 / 30
  /// The same flat out. Every published model is evaluated whole, so that a frame is of one step.
  static let shortestPeriod = 1.0 / 60

  /// Steps to take in one period, and the period's length in seconds.
  var quantum: (steps: Int, period: Double) {
    switch self {
    case .slowMotion: (1, SlowMotion.period)
    case .perSecond(let count): (1, 1 / Double(max(1, count)))
    case .perFrame(let count): (max(1, count), Speed.framePeriod)
    case .flatOut: (.max, Speed.shortestPeriod)
    }
  }

  /// The next rung up; the top rung stays.
  public var faster: Speed { Speed.ladder.first { $0.pace > pace } ?? self }
  /// The next rung down; the bottom rung stays.
  public var slower: Speed { Speed.ladder.last { $0.pace < pace } ?? self }

  /// Steps a second, as far as the ladder decides them.
  private var pace: Double { Double(quantum.steps) / quantum.period }

  public var description: String {
    switch self {
    case .slowMotion: "slow-mo"
    case .perSecond(let count): "\(count)/s"
    case .perFrame(let count): "×\(count)"
    case .flatOut: "flat out"
    }
  }

  /// What it means, in a few words.
  var explanation: String {
    switch self {
    case .slowMotion: "slow motion, each step in its parts"
    case .perSecond(1): "one step a second"
    case .perSecond(let count): "\(count) steps a second"
    case .perFrame(1): "one step per frame"
    case .perFrame(let count): "\(count) steps per frame"
    case .flatOut: "flat out"
    }
  }
}
