/// How fast pictures go out: no faster than the terminal takes them, and with fewer pixels where it takes
/// long.
///
/// After each frame of pictures the terminal is asked to answer when it has taken it. Its quickest answer so
/// far is the length of the way; what others take longer is the pictures' doing.
struct PicturePace {
  typealias Instant = ContinuousClock.Instant

  /// By how much pictures are shrunk: 1, 2 or 4 times in each direction.
  private(set) var shrink = 1
  private var sent: [Instant] = []
  private var quickest = Duration.seconds(1)
  private var slow = 0
  private var quick = 0

  /// A terminal that does not answer for so long is taken to be ready.
  static let patience = Duration.seconds(1)
  /// Frames that may be on their way.
  private static let limit = 2
  private static let (shortTime, longTime) = (Duration.milliseconds(35), Duration.milliseconds(90))

  /// When the next picture may be sent; `nil` for at once.
  func busyUntil(_ now: Instant) -> Instant? {
    let waiting = sent.filter { now - $0 < Self.patience }
    return waiting.count < Self.limit ? nil : waiting.first.map { $0 + Self.patience }
  }

  mutating func noteSent(at now: Instant) {
    sent.removeAll { now - $0 >= Self.patience }
    sent.append(now)
  }

  /// Notes that the terminal has taken the oldest frame on its way.
  mutating func noteTaken(at now: Instant) {
    guard !sent.isEmpty else { return }
    let time = now - sent.removeFirst()
    quickest = min(quickest, time)
    let extra = time - quickest
    slow = extra > Self.longTime ? slow + 1 : 0
    quick = extra < Self.shortTime ? quick + 1 : 0
    if slow >= 2, shrink < 4 {
      (shrink, slow) = (shrink * 2, 0)
    } else if quick >= 60, shrink > 1 {
      (shrink, quick) = (shrink / 2, 0)
    }
  }
}
