import CNcurses
import Foundation

/// The input of the open terminal: reads its bytes and knows which answers are still to come.
///
/// A terminal may answer late, even after the program that asked has ended. The shell would then take the
/// answer for something that its user typed. So ``drain()`` waits for outstanding answers.
struct TerminalInput {
  typealias Instant = ContinuousClock.Instant

  private var parser: InputParser
  /// Inputs that were read and not yet taken, in reverse order.
  private var waiting: [Input] = []
  private var buffer = [UInt8](repeating: 0, count: 4096)
  private var lastRead = Instant.now
  /// When somebody last looked for input: what arrived since may be several keys.
  private var lastLook = Instant.now

  /// When the terminal was asked for its background colour; `nil` when it has answered.
  private var colorAsked: Instant?
  /// When it was asked for its attributes, and whether it has taken what was sent, as far as it has not
  /// answered: the oldest first, and none that is older than ``answerPatience``.
  private var (attributesAsked, readinessAsked): ([Instant], [Instant]) = ([], [])
  /// Whether the terminal has answered a question before.
  private var hasAnswered = false

  /// How long after a question its answer is waited for on leaving.
  private let answerPatience: Duration
  /// How long an end by a signal waits for all answers.
  private let signalPatience: Duration
  /// How long the rest of a sequence is waited for on leaving.
  private let restPatience: Duration

  /// - Parameter environment: tells what terminal it is (`TERM`) and whether it is far away (`SSH_…`).
  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let isFar = environment["SSH_CONNECTION"] != nil || environment["SSH_TTY"] != nil
    parser = InputParser(
      patience: .milliseconds(isFar ? 400 : 100),
      isRxvt: environment["TERM"]?.hasPrefix("rxvt") == true)
    answerPatience = .seconds(isFar ? 3 : 1)
    signalPatience = .milliseconds(isFar ? 1500 : 300)
    restPatience = .milliseconds(isFar ? 1500 : 500)
  }

  /// When ``next()`` may return an input although nothing arrived (an Escape key); `nil` for never.
  var deadline: Instant? { parser.deadline }

  /// Asks the terminal for its background colour, where that is wanted, and for a sign of life.
  /// - Parameter pixels: more questions, about pixels.
  mutating func ask(color: Bool, pixels: [UInt8] = []) {
    if color { colorAsked = .now }
    note(question: \.attributesAsked)
    cn_screen_ask(color, pixels, pixels.count)
  }

  /// Asks the terminal to answer when it has taken everything that was sent.
  mutating func askReadiness() {
    note(question: \.readinessAsked)
    let question = Array("\u{1B}[5n".utf8)
    cn_screen_send(question, question.count)
  }

  /// Waits for the answer to ``ask(color:pixels:)``.
  /// - Returns: what arrived, in order; nothing after that answer.
  mutating func answers(within limit: Duration) -> [Input] {
    let end = Instant.now + limit
    var found: [Input] = []
    while !attributesAsked.isEmpty, Instant.now < end, read(within: end - .now) {
      found += waiting.reversed()
      waiting = []
    }
    return found
  }

  /// Takes over the size of a cell in pixels that the system knows; the terminal's answer is worth more.
  /// Then asks how large a cell is, and whether it knows mode 1016, in which the mouse is in pixels.
  mutating func askPointer() {
    var (columns, rows): (Int32, Int32) = (0, 0)
    if cn_screen_cell(&columns, &rows) { parser.cell = SIMD2(Int(columns), Int(rows)) }
    parser.doubtPointer()
    cn_screen_ask_pointer()
    ask(color: false)
  }

  /// Whether reports in pixels would say in which cell the mouse is.
  var knowsCell: Bool { parser.cell.x > 0 && parser.cell.y > 0 }

  /// Asks for reports of the mouse in pixels, and for an answer when they are: see ``Pointer``.
  mutating func countPixels() {
    cn_screen_count_pixels()
    ask(color: false)
  }

  private mutating func note(question: WritableKeyPath<Self, [Instant]>) {
    forgetOldQuestions()
    self[keyPath: question].append(.now)
    sayWhatIsToCome()
  }

  private mutating func forgetOldQuestions() {
    let oldest = Instant.now - answerPatience
    attributesAsked.removeAll { $0 < oldest }
    readinessAsked.removeAll { $0 < oldest }
  }

  /// Takes the oldest question of a kind, which was answered now.
  private mutating func note(answer: WritableKeyPath<Self, [Instant]>) {
    if !self[keyPath: answer].isEmpty { self[keyPath: answer].removeFirst() }
    hasAnswered = true
    sayWhatIsToCome()
  }

  /// An end by a signal must know it.
  private func sayWhatIsToCome() {
    cn_ends_await(
      Int32(attributesAsked.count), Int32(readinessAsked.count), signalPatience.wholeMilliseconds)
  }

  /// Notes that somebody has waited for input until now.
  mutating func noteLook() { lastLook = .now }

  /// The next input that has arrived; never waits.
  mutating func next() -> Input? {
    if waiting.isEmpty { _ = read(within: .zero) }
    return waiting.popLast()
  }

  /// Reads the answers that are still to come, so that the shell does not get them. Call it after reports
  /// have been turned off.
  ///
  /// It waits for outstanding answers up to ``answerPatience`` after they were asked for, and for the rest
  /// of a sequence that has begun. A terminal that is known to answer is asked once more: what it sent
  /// before it heard that reports are off comes before that answer.
  mutating func drain() {
    forgetOldQuestions()
    if hasAnswered, attributesAsked.isEmpty { ask(color: false) }
    let last = Instant.now + answerPatience * 2
    while true {
      let now = Instant.now
      var ends = [colorAsked, attributesAsked.last, readinessAsked.last]
        .compactMap { $0.map { $0 + answerPatience } }
      if parser.isInside { ends.append(lastRead + restPatience) }
      let end = min(ends.max() ?? now, last)
      guard now < end, read(within: min(end, parser.deadline ?? end) - now) else { break }
      waiting = []
    }
    // A sequence that is still incomplete is given up; its rest goes to the shell.
    parser.forget()
    (colorAsked, attributesAsked, readinessAsked, waiting) = (nil, [], [], [])
    sayWhatIsToCome()
  }

  /// Reads once. That need not give an input, and the passing of time may give one without a byte.
  /// - Returns: false if the terminal is gone.
  private mutating func read(within wait: Duration) -> Bool {
    let unread = Instant.now - lastLook
    defer { noteLook() }
    let count = cn_input_read(&buffer, Int32(buffer.count), wait.wholeMilliseconds)
    guard count >= 0 else { return false }
    let now = Instant.now
    if count > 0 { lastRead = now }
    let found =
      count > 0
      ? parser.feed(buffer[..<Int(count)], at: now, unread: unread) : parser.expire(at: now)
    for input in found { note(input) }
    waiting = found.reversed() + waiting
    return true
  }

  private mutating func note(_ input: Input) {
    switch input {
    case .background: colorAsked = nil
    case .attributes: note(answer: \.attributesAsked)
    case .ready: note(answer: \.readinessAsked)
    case .key, .mouse, .paste, .graphics, .cellSize, .registers, .mode, .focus, .directColors,
      .cursor:
      break
    }
  }
}

extension Duration {
  /// In milliseconds, rounded up, as poll(2) takes it.
  var wholeMilliseconds: Int32 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    return Int32(min(Double(seconds) * 1000 + (Double(attoseconds) / 1e15).rounded(.up), 1e9))
  }
}
