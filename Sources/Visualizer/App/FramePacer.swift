/// Says when the next frame may be drawn: at most so many frames a second, and fewer on a line that
/// cannot keep up.
///
/// A line takes bytes without delay until its buffer is full; from then on sending waits. After a frame
/// that took longer than a period to send, the line is left alone for as long again: it is busy half of
/// the time at most, and what a key changes does not queue behind pictures that nobody needs any more.
public struct FramePacer {
  private let period: Duration
  /// The earliest time for the next frame.
  public private(set) var next = ContinuousClock.now

  public init(framesPerSecond: Int) {
    period = .seconds(1) / framesPerSecond
  }

  /// Notes a frame: when its computation began, when it was drawn, and when it was sent.
  public mutating func note(
    begun: ContinuousClock.Instant, drawn: ContinuousClock.Instant, sent: ContinuousClock.Instant
  ) {
    let sending = sent - drawn
    next = max(begun + period, sending > period ? sent + sending : sent)
  }
}
