import CNcurses
import Canvas
import Foundation

/// A real terminal: the only room of the house that may touch one, and that can break a user's shell.
///
/// It opens a full screen, shows canvases on it and tells what the user does. However the program ends
/// (by ``close()``, `exit`, a signal or a crash), the terminal is put back as it was. Ctrl-Z stops the
/// program and `fg` brings it back, without the caller's help. There is one terminal per process,
/// and it belongs to the thread that opened it; other threads use its ``waker``.
public final class Terminal {
  /// What was detected on opening, and why.
  public let capabilities: Capabilities
  /// What canvases are to be drawn for. Change it at any time; the next ``present(_:)`` follows.
  public var medium: Medium {
    didSet { if medium != oldValue { shown = nil } }
  }
  /// The screen's size in cells.
  public private(set) var size: (columns: Int, rows: Int)
  /// Lets other threads end a wait.
  public let waker = Waker()

  private var painter: Painter
  private var shown: Canvas?
  private var isOpen = true
  private var pending: [InputEvent] = []

  /// Opens the terminal: clears the screen, hides the cursor, catches signals.
  /// - Throws: ``TerminalError`` where there is no terminal to open.
  public init(_ options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
    var found = try Capabilities.detect(options)
    let entry = TerminfoEntry.everyColor(
      name: found.terminal, sgrMouse: Self.hasSGRMouse(found.terminal))
    if cn_screen_open(entry.environmentValue, options.mouse), cn_screen_colors() > 256 {
      painter = Painter(numbering: .everyColor, pairLimit: Int(cn_screen_pairs()))
    } else {
      // An ncurses too old for that: with the installed entry, and what colours it has.
      cn_screen_close()
      guard cn_screen_open(nil, options.mouse) else { throw .refused(found.terminal) }
      painter = Painter(
        numbering: .palette(Int(cn_screen_colors())), pairLimit: Int(cn_screen_pairs()))
      found.limitColors(to: painter.deepest)
    }
    capabilities = found
    medium = found.medium
    var (rows, columns): (Int32, Int32) = (0, 0)
    cn_screen_measure(&rows, &columns)
    size = (Int(columns), Int(rows))
    if found.backdropIsGuess, !found.terminal.hasPrefix("linux") { cn_screen_ask_background() }
  }

  deinit { close() }

  /// Leaves the screen and puts everything back. Calling it again does nothing.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    cn_screen_close()
  }

  /// Shows a canvas, by sending only what changed since the last one. A canvas of another size than
  /// the screen's is cut off, or leaves the rest as it was.
  /// - Returns: whether there was something to send.
  @discardableResult
  public func present(_ canvas: Canvas) -> Bool {
    guard isOpen, canvas != shown else { return false }
    painter.paint(canvas, for: medium)
    cn_blit(Int32(canvas.rows), Int32(canvas.columns), painter.cells)
    cn_screen_update()
    shown = canvas
    return true
  }

  /// Repaints everything, for a screen that another program wrote on.
  public func repaint() {
    guard isOpen else { return }
    cn_screen_invalidate()
    cn_screen_update()
  }

  /// Asks the terminal to put text on the clipboard (OSC 52); many do, some want it allowed first.
  public func copy(_ text: String) {
    guard isOpen else { return }
    let sequence = "\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}"
    // A terminal that is gone will be noticed by the next wait.
    try? FileHandle.standardOutput.write(contentsOf: Data(sequence.utf8))
  }

  /// The next thing that happened, waiting for it without using the processor.
  ///
  /// Events may come faster than screens can be drawn (a wheel, a held key): after one has come, take the
  /// others with a timeout of zero, and draw once.
  /// - Parameter timeout: how long to wait at most; zero only looks, `nil` waits for ever.
  /// - Returns: `nil` when the time is up, or when ``Waker/wake()`` was called.
  public func nextEvent(timeout: Duration?) -> InputEvent? {
    guard isOpen else { return .terminate(signal: SIGHUP) }
    if let event = takeEvent() { return event }
    let isThere = cn_wait(timeout.map(Self.milliseconds) ?? -1)
    cn_wake_drain()
    if let event = takeEvent() { return event }
    return isThere ? nil : .terminate(signal: SIGHUP)
  }

  /// Stops the program as Ctrl-Z does, with the terminal put back; returns when it is continued, with
  /// the screen repainted.
  public func suspend() {
    guard isOpen else { return }
    cn_screen_pause(true)
    cn_signal_stop()
    cn_screen_pause(false)
  }

  // MARK: - Events

  private func takeEvent() -> InputEvent? {
    if let event = takeSignal() { return event }
    if !pending.isEmpty { return pending.removeFirst() }
    while true {
      let input = cn_input_read()
      if input.kind == CN_INPUT_NONE { return nil }
      if let event = event(of: input) { return event }
    }
  }

  private func takeSignal() -> InputEvent? {
    for signal in [SIGTERM, SIGHUP] where cn_signal_take(signal) > 0 {
      return .terminate(signal: signal)
    }
    if cn_signal_take(SIGINT) > 0 { return .interrupted }
    if cn_signal_take(SIGTSTP) > 0 {
      suspend()
      noteSize()
      return .resumed
    }
    if cn_signal_take(SIGCONT) > 0 {
      // Stopped from outside, without warning: whoever had the terminal meanwhile changed it.
      cn_screen_pause(true)
      cn_screen_pause(false)
      noteSize()
      return .resumed
    }
    if cn_signal_take(SIGWINCH) > 0 { noteSize() }
    return nil
  }

  private func noteSize() {
    var (rows, columns): (Int32, Int32) = (0, 0)
    cn_screen_measure(&rows, &columns)
    guard (Int(columns), Int(rows)) != size else { return }
    size = (Int(columns), Int(rows))
    cn_screen_resize(rows, columns)
    shown = nil
    pending.append(.resize(columns: size.columns, rows: size.rows))
  }

  private func event(of input: cn_input) -> InputEvent? {
    switch Int(input.kind) {
    case CN_INPUT_CHARACTER: .key(Key(character: UInt32(input.value)))
    case CN_INPUT_KEY: Key(code: Int(input.value)).map(InputEvent.key)
    case CN_INPUT_FUNCTION: .key(.function(Int(input.value)))
    case CN_INPUT_MOUSE:
      MouseKind(code: Int(input.value), button: Int(input.button)).map {
        .mouse(column: Int(input.column), row: Int(input.row), kind: $0)
      }
    case CN_INPUT_BACKGROUND: background(UInt32(input.value))
    default: nil
    }
  }

  private func background(_ hex: UInt32) -> InputEvent? {
    let color = RGB(hex)
    let luminance = 2 * Int(color.red) + 5 * Int(color.green) + Int(color.blue)
    let backdrop: Backdrop = luminance > 8 * 127 ? .light : .dark
    guard backdrop != medium.backdrop else { return nil }
    medium.backdrop = backdrop
    return .mediumChanged(medium)
  }

  private static func milliseconds(_ duration: Duration) -> Int32 {
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let whole = Double(seconds) * 1000 + (Double(attoseconds) / 1e15).rounded(.up)
    return Int32(min(whole, 1e9))
  }

  /// Whether mouse reports with decimal coordinates can be expected; old ones end at column 223.
  private static func hasSGRMouse(_ name: String) -> Bool {
    var mouse = [UInt8](repeating: 0, count: 256)
    let length = Int(cn_terminfo_text("kmous", &mouse, 256))
    if length >= 0, mouse[..<length].elementsEqual("\u{1B}[<".utf8) { return true }
    return name.hasPrefix("xterm") || name.hasPrefix("tmux")
      || ProcessInfo.processInfo.environment["TMUX"] != nil
  }
}
