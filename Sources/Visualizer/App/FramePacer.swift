/// Says when the next frame may be drawn: at most so many frames a second, and fewer on a line that
/// cannot keep up.
///
/// A line takes bytes without delay until its buffer is full; from then on sending waits. After a frame
/// that took longer than a period to send, the line is left alone for as long again: it is busy half of
/// the time at most, and what a key changes does not queue behind pictures that nobody needs any more.
public struct FramePacer {
  private let period: Duration
  /// The time between frames while another window has the focus. There are some still: the screen may
  /// be seen on a projector.
  private let idlePeriod: Duration
  /// Whether the user looks at this window; a terminal that does not say leaves it true.
  public var hasFocus = true
  /// The earliest time for a frame that answers the user.
  public private(set) var soonest = ContinuousClock.now
  private var begun: ContinuousClock.Instant?
  /// Until when the processor is left to training.
  private var rested = ContinuousClock.now

  /// The earliest time for the next frame.
  public var next: ContinuousClock.Instant {
    guard !hasFocus, let begun else { return max(soonest, rested) }
    return max(soonest, rested, begun + idlePeriod)
  }

  public init(framesPerSecond: Int) {
    period = .seconds(1) / framesPerSecond
    idlePeriod = max(period, .milliseconds(250))
  }

  /// Notes a frame: when its computation began, when it was drawn, and when it was sent.
  /// - Parameter isTraining: whether training wants the processor as well. Then drawing takes half of the
  ///   time at most, but for frames that answer the user and for slow ones: a rest is a period at most.
  public mutating func note(
    begun: ContinuousClock.Instant, drawn: ContinuousClock.Instant, sent: ContinuousClock.Instant,
    isTraining: Bool = false
  ) {
    let sending = sent - drawn
    self.begun = begun
    rested = isTraining ? drawn + min(drawn - begun, period) : drawn
    soonest = max(begun + period, sending > period ? sent + sending : sent)
  }
}
