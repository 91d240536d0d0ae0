import CNcurses
import Canvas
import Foundation

/// A real terminal: the only room of the house that may touch one, and that can break a user's shell.
///
/// It opens a full screen, shows canvases on it and tells what the user does. However the program ends
/// (by ``close()``, `exit`, a signal or a crash), the terminal is put back as it was. Ctrl-Z stops the
/// program and `fg` brings it back, without the caller's help. There is one terminal per process,
/// and it belongs to the thread that opened it; other threads use its ``waker``.
///
///     let terminal = try Terminal()
///     defer { terminal.close() }
///     var canvas = Canvas(columns: terminal.size.columns, rows: terminal.size.rows)
///     canvas.write("press a key", at: 0, 0)
///     terminal.present(canvas)
///     _ = terminal.nextEvent(timeout: nil)
public final class Terminal {
  /// What was detected, and why. Answers of the terminal change it.
  public private(set) var capabilities: Capabilities
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
  /// The cells that were sent for it.
  private var shownCells: Canvas?
  /// When its colours are shown exactly, should no other canvas follow; `nil` where they are.
  private var refineTime: ContinuousClock.Instant?
  /// How long a picture has stood still when it rests.
  private static let rest = Duration.milliseconds(200)
  private var pictures: PictureLayer
  private var hasAskedForRegisters = false
  private var isOpen = true
  private var input = TerminalInput()
  private var pending: [InputEvent] = []
  private var pixelMouse = PixelMouse.unknown

  /// How far it is agreed with the terminal that the mouse is reported in pixels.
  private enum PixelMouse {
    /// The terminal has not said that it can; it can; it was told to.
    case unknown, possible, wanted
  }
  private let wantsMouse: Bool

  /// Opens the terminal: clears the screen, hides the cursor, catches signals.
  /// - Throws: ``TerminalError`` where there is no terminal to open.
  public init(_ options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
    var found = try Capabilities.detect(options)
    let entry = TerminfoEntry.everyColor(name: found.terminal)
    if cn_screen_open(entry.environmentValue, options.mouse), cn_screen_colors() > 256 {
      painter = Painter(numbering: .everyColor, pairLimit: Int(cn_screen_pairs()))
    } else {
      // This ncurses is too old for a copied entry: the installed one has to do, with its colours.
      cn_screen_close()
      guard cn_screen_open(nil, options.mouse) else { throw .refused(found.terminal) }
      painter = Painter(
        numbering: .palette(Int(cn_screen_colors())), pairLimit: Int(cn_screen_pairs()))
      found.limitColors(to: painter.deepest)
    }
    capabilities = found
    pictures = PictureLayer(found.pixels)
    medium = found.pixels.applied(to: found.medium)
    var (rows, columns): (Int32, Int32) = (0, 0)
    cn_screen_measure(&rows, &columns)
    size = (Int(columns), Int(rows))
    wantsMouse = options.mouse
    input.ask(
      color: found.backdropIsGuess && !found.terminal.hasPrefix("linux"),
      pixels: found.questions + (found.pixels.isAsked ? PixelSupport.questions : []))
    askPointer()
    noteSupport(found.pixels)
  }

  deinit { close() }

  /// Leaves the screen and puts everything back. Calling it again does nothing.
  ///
  /// It waits for outstanding answers of the terminal, up to a second after they were asked for (three over
  /// ssh), so that the shell does not get them.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    send(pictures.clear())
    drain()
    cn_screen_close()
  }

  /// Turns reports off and reads what was on its way.
  private func drain() {
    cn_screen_listen(false)
    input.drain()
  }

  /// Shows a canvas, by sending only what changed since the last one. A canvas of another size than
  /// the screen's is cut off, or leaves the rest as it was.
  /// - Parameter isMoving: whether the next canvas follows at once. Colours may then differ a little from the
  ///   canvas', as no eye sees, so that fewer bytes are sent; at rest they are exact.
  /// - Returns: whether there was something to send.
  @discardableResult
  public func present(_ canvas: Canvas, isMoving: Bool = false) -> Bool {
    guard isOpen, canvas != shown else { return false }
    let regions = pictures.isActive ? canvas.pictureRegions : []
    let cells = regions.isEmpty ? canvas : canvas.cells(under: regions)
    let blanked = pictures.support.inUse == .sixel ? shownCells?.blanked(in: cells) ?? [] : []
    if painter.paint(cells, for: medium, isMoving: isMoving) { pictures.forget() }
    refineTime = painter.isExact ? nil : .now + Self.rest
    cn_blit(Int32(canvas.rows), Int32(canvas.columns), painter.cells)
    (shown, shownCells) = (canvas, cells)
    update(regions, blanked: blanked)
    return true
  }

  /// Shows the cells of the last canvas exactly, once they rest.
  private func refine() {
    refineTime = nil
    guard let shownCells else { return }
    if painter.paint(shownCells, for: medium) { pictures.forget() }
    cn_blit(Int32(shownCells.rows), Int32(shownCells.columns), painter.cells)
    cn_screen_refine()
  }

  /// Sends what changed of the cells, and of the pictures as much as the line takes.
  private func update(_ regions: [PictureRegion], blanked: Set<Int> = []) {
    let frame = pictures.show(regions, blanked: blanked, medium: medium, at: .now)
    for row in frame.rows { cn_screen_redraw(Int32(row)) }
    cn_screen_update(frame.commands, frame.commands.count)
    if frame.hasPictures { input.askReadiness() }
  }

  /// Sends the pictures of the canvas on screen again, where they are lost or behind.
  private func updatePictures() {
    guard isOpen, pictures.isActive, let shown else { return }
    let frame = pictures.show(shown.pictureRegions, medium: medium, at: .now)
    send(frame.commands)
    if frame.hasPictures { input.askReadiness() }
  }

  private func send(_ bytes: [UInt8]) {
    if !bytes.isEmpty { cn_screen_send(bytes, bytes.count) }
  }

  /// Repaints everything, for a screen that another program wrote on.
  public func repaint() {
    guard isOpen else { return }
    cn_screen_invalidate()
    pictures.forget()
    update(pictures.isActive ? shown?.pictureRegions ?? [] : [])
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
    let end = timeout.map { ContinuousClock.now + $0 }
    while true {
      if let event = takeEvent() { return event }
      // An ESC alone becomes a key when nothing follows it.
      let wakeTime = pictures.wakeTime(.now)
      let limit = [end, input.deadline, wakeTime, refineTime].compactMap(\.self).min()
      let isThere = cn_wait(limit.map { ($0 - .now).wholeMilliseconds } ?? -1)
      input.noteLook()
      if let wakeTime, ContinuousClock.now >= wakeTime { updatePictures() }
      if let refineTime, ContinuousClock.now >= refineTime { refine() }
      let isWoken = cn_wake_drain()
      if let event = takeEvent() { return event }
      if !isThere { return .terminate(signal: SIGHUP) }
      if isWoken { return nil }
      if let end, ContinuousClock.now >= end { return nil }
    }
  }

  /// Whether the user has done something that no event has told of yet.
  public var isAsked: Bool { isOpen && cn_input_waits() }

  /// Stops the program as Ctrl-Z does, with the terminal put back; returns when it is continued, with
  /// the screen repainted.
  public func suspend() { suspend(wholeJob: true) }

  private func suspend(wholeJob: Bool) {
    guard isOpen else { return }
    send(pictures.clear())
    drain()
    cn_screen_pause(true)
    cn_signal_stop(wholeJob)
    cn_screen_pause(false)
    pictures.forget()
    updatePictures()
    askPointer()
  }

  /// Begins to agree anew on reports of the mouse in pixels: the size of a cell may have changed, or
  /// another program had the terminal.
  private func askPointer() {
    pixelMouse = .unknown
    if wantsMouse, capabilities.answersModes { input.askPointer() }
  }

  /// Asks for reports in pixels as soon as the terminal knows how, and how large a cell is.
  private func countPixels() {
    guard pixelMouse == .possible, input.knowsCell else { return }
    pixelMouse = .wanted
    input.countPixels()
  }

  // MARK: - Events

  private func takeEvent() -> InputEvent? {
    if let event = takeSignal() { return event }
    if !pending.isEmpty { return pending.removeFirst() }
    while let found = input.next() {
      if let event = event(of: found) { return event }
    }
    return nil
  }

  private func takeSignal() -> InputEvent? {
    for signal in [SIGTERM, SIGHUP, SIGINT] where cn_signal_take(signal) > 0 {
      return .terminate(signal: signal)
    }
    if cn_signal_take(SIGTSTP) > 0 { return stop(wholeJob: false) }
    if cn_signal_take(SIGCONT) > 0 {
      // Another process stopped this one without warning, and the terminal was changed meanwhile.
      cn_screen_pause(true)
      cn_screen_pause(false)
      pictures.forget()
      updatePictures()
      askPointer()
      noteSize()
      return .resumed
    }
    if cn_signal_take(SIGWINCH) > 0 {
      // Letters of another size have other cells, be there as many as before.
      askPointer()
      noteSize()
    }
    return nil
  }

  private func noteSize() {
    var (rows, columns): (Int32, Int32) = (0, 0)
    cn_screen_measure(&rows, &columns)
    guard (Int(columns), Int(rows)) != size else { return }
    size = (Int(columns), Int(rows))
    cn_screen_resize(rows, columns)
    pictures.forget()
    if pictures.isActive {
      // Larger letters make fewer cells of more pixels.
      pictures.support.note(.measured())
      send(PixelSupport.cellQuestion)
    }
    (shown, shownCells, refineTime) = (nil, nil, nil)
    pending.append(.resize(columns: size.columns, rows: size.rows))
  }

  private func stop(wholeJob: Bool) -> InputEvent {
    suspend(wholeJob: wholeJob)
    noteSize()
    return .resumed
  }

  private func event(of input: Input) -> InputEvent? {
    switch input {
    // Ctrl-C and Ctrl-Z arrive as keys, because the terminal's driver is told not to handle them.
    case .key(KeyStroke("c", .control)): return .interrupted
    case .key(KeyStroke("z", .control)): return stop(wholeJob: true)
    case .key(KeyStroke("\\", .control)):
      kill(0, SIGQUIT)
      return nil
    case .key(let key): return .key(key)
    case .mouse(let place, let kind): return .mouse(place, kind)
    case .focus(let isOurs): return .focus(isOurs)
    case .paste(let text): return .paste(text)
    case .background, .directColors, .cursor: return improve(input)
    case .mode(TerminalMode.pixelMouse.rawValue, let state):
      if pixelMouse == .unknown, state != .unknown { pixelMouse = .possible }
      countPixels()
      return nil
    case .mode: return nil
    case .ready:
      pictures.noteTaken(at: .now)
      return nil
    case .attributes, .graphics, .cellSize, .registers:
      countPixels()
      if case .attributes(let numbers) = input, numbers.dropFirst().contains(52) {
        hasClipboard = true
      }
      pictures.support.note(input)
      if pictures.support.hasKitty == true { hasClipboard = true }
      return noteSupport(pictures.support)
    }
  }

  /// What the terminal can show changed, where it has answered.
  @discardableResult
  private func noteSupport(_ support: PixelSupport) -> InputEvent? {
    if support.inUse == .kitty { cn_screen_cleanup(Self.text(KittyGraphics.deleteAll)) }
    if support.inUse == .sixel {
      cn_screen_cleanup(Self.text(SixelGraphics.reset))
      let isShort = (support.registers ?? .max) < SixelGraphics.wantedRegisters
      if isShort, !hasAskedForRegisters {
        hasAskedForRegisters = true
        send(SixelGraphics.moreRegisters)
      }
    }
    let found = support.applied(to: medium)
    guard found != medium else { return nil }
    medium = found
    return .mediumChanged(medium)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Colours, glyphs and the backdrop, as far as the user has not changed them meanwhile.
  private func improve(_ answer: Input) -> InputEvent? {
    let before = capabilities.medium
    capabilities.note(answer, deepest: painter.deepest)
    let after = capabilities.medium
    guard after != before else { return nil }
    if after.colors != before.colors { medium.colors = after.colors }
    if after.glyphs != before.glyphs {
      medium.glyphs = after.glyphs
      // Glyphs of another width have shifted what is on the screen.
      cn_screen_invalidate()
    }
    (medium.backdrop, medium.backdropIsKnown) = (after.backdrop, after.backdropIsKnown)
    return .mediumChanged(medium)
  }

  /// Whether the terminal is known to put on the clipboard what ``copy(_:)`` sends: its attributes say so (52), or
  /// it is one that lets programs do so by itself.
  public private(set) var hasClipboard = false
}

extension Canvas {
  /// The rows in which a cell of this canvas is blank in the next one.
  fileprivate func blanked(in next: Canvas) -> Set<Int> {
    guard columns == next.columns, rows == next.rows else { return [] }
    return Set(
      cells.indices.filter { next.cells[$0] == Cell() && cells[$0] != Cell() }.map { $0 / columns })
  }
}
