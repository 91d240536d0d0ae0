/// Says when the next frame may be drawn: at even times, at most so many a second, and fewer on a line that
/// cannot keep up. A frame that answers the user need not wait for its time; of these, too, there are at most so
/// many a second.
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
  private var begun: ContinuousClock.Instant?
  /// When the next frame is due.
  private var due = ContinuousClock.now
  /// From when on the line is free.
  private var free = ContinuousClock.now
  /// Until when the processor is left to training.
  private var rested = ContinuousClock.now
  /// From when on another answer may follow the last one.
  private var answered = ContinuousClock.now

  /// How long training has the processor, as a share of what drawing took.
  private static let rest = 0.7

  /// The earliest time for the next frame.
  public var next: ContinuousClock.Instant {
    let next = max(due, free, rested)
    guard !hasFocus, let begun else { return next }
    return max(next, begun + idlePeriod)
  }

  /// The earliest time for a frame that answers the user.
  public var soonest: ContinuousClock.Instant { max(free, answered) }

  public init(framesPerSecond: Int) {
    period = .seconds(1) / framesPerSecond
    idlePeriod = max(period, .milliseconds(250))
  }

  /// Notes a frame: when its computation began, when it was drawn, and when it was sent.
  /// - Parameters:
  ///   - isAnswer: whether it answers the user.
  ///   - isTraining: whether training wants the processor as well. Then drawing takes six tenths of the
  ///     time at most, but for frames that answer the user and for slow ones: a rest is a period at most.
  public mutating func note(
    begun: ContinuousClock.Instant, drawn: ContinuousClock.Instant, sent: ContinuousClock.Instant,
    isAnswer: Bool = false, isTraining: Bool = false
  ) {
    let sending = sent - drawn
    self.begun = begun
    rested = isTraining ? drawn + min((drawn - begun) * Self.rest, period) : drawn
    free = sending > period ? sent + sending : sent
    if isAnswer { answered = begun + period }
    // Small delays do not move the frames after them: they would add up.
    if begun >= due { due = begun - due < period / 2 ? due + period : begun + period }
  }
}
