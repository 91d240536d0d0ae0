import Canvas

/// One input that the bytes of a terminal stand for.
enum Input: Hashable, Sendable {
  case key(KeyStroke)
  case mouse(PointerPlace, MouseKind)
  case paste(String)
  /// The answer to `OSC 11 ; ?`.
  case background(RGB)
  /// The answer to `CSI c`, which every terminal gives, after those to earlier questions: what it can do, by
  /// DEC's numbers. 4 is sixel.
  case attributes([Int])
  /// The answer to a question in kitty's graphics protocol, by the question's number.
  case graphics(Int, isGranted: Bool)
  /// The answer to `CSI 16 t`: the size of a cell in pixels.
  case cellSize(columns: Int, rows: Int)
  /// The answer to `CSI ? 1 ; 1 S`: how many colours sixels can have.
  case registers(Int)
  /// The answer to `CSI 5 n`: everything sent before it has been taken.
  case ready
  /// The answer to `CSI ? n $ p`.
  case mode(Int, ModeState)
  /// The terminal's window got the focus, or lost it.
  case focus(Bool)
  /// The answer to ``ColorQuestion``: whether it keeps 24-bit colours as they are.
  case directColors(Bool)
  /// The answer to `CSI 6 n`: where the cursor is, counted from 1.
  case cursor(column: Int, row: Int)
}

/// Parses the bytes that a terminal sends, with the state machine of Paul Williams
/// (vt100.net/emu/dec_ansi_parser). Terminals parse what they are sent in the same way.
///
/// The parser is pure: bytes and the time go in, events come out, and it does not matter how the bytes were
/// cut into pieces. A sequence that has begun is swallowed to its end, however late that comes; CAN and SUB
/// end it, and ESC begins another. Time decides only about an ESC with nothing after it:
///
/// - An ESC that is alone for ``patience`` is the Escape key; before a character, ESC is Alt, unless both waited to
///   be read for so long that they may have been typed one after the other. Two ESC are two
///   Escapes, except before the sequence of a key: then they are Alt and that key, as rxvt sends it. If the
///   rest of a sequence comes later than ``patience``, its ESC was the Escape key, and the rest is no key if
///   it arrives in one piece.
/// - Alt with one of `[ ] O P X ^ _` looks like the beginning of a sequence, on terminals that send Alt as ESC.
///   The next ESC or Ctrl-C ends it. The one character after an Alt-O is swallowed. After ``patience`` it
///   counts only as an arrow or a function key, whose letters are no commands.
/// - Only its end mark ends a paste, so that no part of one is taken for a key. After ``pasteSilence`` Ctrl-C
///   ends it too. ``pasteLimit`` bytes of a paste are kept. Terminals that do not mark pastes (mode 2004) send
///   them as keys, and the parser cannot tell.
///
/// Bytes from 128 on are UTF-8 or nothing: C1 controls of eight bits do not exist in it.
struct InputParser {
  typealias Instant = ContinuousClock.Instant

  /// How long an ESC may wait for what follows it.
  let patience: Duration
  /// Whether `CSI 2 $` is Shift and Insert, as rxvt has it; elsewhere `$` belongs to longer answers.
  let isRxvt: Bool
  /// When a waiting ESC becomes the Escape key, unless something arrives before; `nil` if none waits.
  private(set) var deadline: Instant?

  static let pasteSilence = Duration.seconds(1)
  static let pasteLimit = 1 << 14
  /// How many bytes of other sequences are kept; a longer sequence is ignored.
  static let sequenceLimit = 256

  private enum State {
    case ground
    /// After one ESC, or two.
    case escape, escapeTwice
    /// After `CSI`; after `CSI [`, of the Linux console's function keys; after `CSI M`, of old mice.
    case control, consoleKey, oldMouse
    /// After `SS3`.
    case single
    /// In an `OSC`, an `APC` or a `DCS`, which are kept; in a string that nobody asked for (`SOS`, `PM`); after
    /// an ESC in any of these.
    case command, application, device, string, stringEscape
    case paste
    /// In a character of several bytes.
    case character
  }

  private var state = State.ground
  private var sequence: [UInt8] = []
  /// The kind of the string that an ESC may be ending.
  private var stringKind = State.string
  /// Whether a byte of the sequence was left out.
  private var isCut = false
  /// Whether ESC came before the sequence or the character.
  private var isAlt = false
  private var character = PartialCharacter()
  private var paste = PartialPaste()
  private var pointer = Pointer()
  private var lastByte: Instant?
  /// Whether the last event was an ESC that became the Escape key because it had waited long enough.
  private var hasExpired = false
  private var events: [Input] = []
  /// Whether what arrived had time to be typed key by key.
  private var isLate = false

  init(patience: Duration = .milliseconds(100), isRxvt: Bool = false) {
    self.patience = patience
    self.isRxvt = isRxvt
  }

  /// Whether a sequence, a paste or a character has begun and not ended.
  var isInside: Bool { state != .ground }

  /// Takes what has arrived.
  /// - Parameter unread: since when nobody looked for it, as a time before now.
  /// - Returns: what it means, in order.
  mutating func feed(
    _ bytes: ArraySlice<UInt8>, at now: Instant, unread: Duration = .zero
  ) -> [Input] {
    isLate = unread >= patience
    if hasExpired, bytes.isRestOfSequence { begin(.escape, now) }
    if !bytes.isEmpty { hasExpired = false }
    for byte in bytes {
      take(byte, now)
      lastByte = now
    }
    return takeEvents()
  }

  /// Lets time pass. Call it only when no byte is waiting to be fed.
  /// - Returns: the Escape keys that are certain now.
  mutating func expire(at now: Instant) -> [Input] {
    guard let deadline, now >= deadline else { return [] }
    emit(.escape)
    if state == .escapeTwice { emit(.escape) }
    rest()
    hasExpired = true
    return takeEvents()
  }

  /// The size of a cell in pixels; zero where it is not known. The terminal's own answer changes it.
  var cell: SIMD2<Int> {
    get { pointer.cell }
    set { pointer.cell = newValue }
  }

  /// Takes no report of the mouse until the terminal has said what they count, if they were in pixels.
  mutating func doubtPointer() { pointer.doubt() }

  /// Forgets a sequence that has begun: its rest goes to another program.
  mutating func forget() {
    rest()
    pointer = Pointer(cell: pointer.cell)
    lastByte = nil
    hasExpired = false
  }

  private mutating func takeEvents() -> [Input] {
    defer { events = [] }
    return events
  }

  // MARK: - States

  private mutating func take(_ byte: UInt8, _ now: Instant) {
    switch state {
    case .ground: ground(byte, now)
    case .escape: escape(byte, now)
    case .escapeTwice: escapeTwice(byte, now)
    case .control, .consoleKey, .oldMouse, .single:
      if !steer(byte, now) { continueSequence(byte, now) }
    case .command, .application, .device, .string: continueString(byte, now)
    case .stringEscape: endString(byte, now)
    case .paste: continuePaste(byte, now)
    case .character: continueCharacter(byte, now)
    }
  }

  private mutating func ground(_ byte: UInt8, _ now: Instant) {
    switch byte {
    case 0x1B: begin(.escape, now)
    case 0x00..<0x20, 0x7F: events.append(.key(KeyStroke(control: byte)))
    case 0x20..<0x7F: emit(.character(Character(Unicode.Scalar(byte))))
    default:
      isAlt = false
      state = character.begin(byte) ? .character : .ground
    }
  }

  private mutating func escape(_ byte: UInt8, _ now: Instant) {
    rest()
    switch byte {
    case 0x1B: begin(.escapeTwice, now)
    case UInt8(ascii: "["): begin(.control, now)
    case UInt8(ascii: "O"): begin(.single, now)
    case UInt8(ascii: "]"): begin(.command, now)
    case UInt8(ascii: "_"): begin(.application, now)
    case UInt8(ascii: "P"): begin(.device, now)
    case UInt8(ascii: "X"), UInt8(ascii: "^"): begin(.string, now)
    case 0x18, 0x1A: break
    case 0x03,
      _ where isLate:
      emit(.escape)
      ground(byte, now)
    case 0x00..<0x20, 0x7F:
      let key = KeyStroke(control: byte)
      emit(key.symbol, key.modifiers.union(.alt))
    case 0x20..<0x7F: emit(.character(Character(Unicode.Scalar(byte))), .alt)
    default:
      isAlt = true
      state = character.begin(byte) ? .character : .ground
    }
  }

  private mutating func escapeTwice(_ byte: UInt8, _ now: Instant) {
    switch byte {
    case UInt8(ascii: "["): begin(.control, now, isAlt: true)
    case UInt8(ascii: "O"): begin(.single, now, isAlt: true)
    default:
      emit(.escape)
      escape(byte, now)
    }
  }

  /// What ends or interrupts any sequence.
  private mutating func steer(_ byte: UInt8, _ now: Instant) -> Bool {
    switch byte {
    case 0x1B: begin(.escape, now)
    case 0x18, 0x1A: rest()
    case 0x03:
      rest()
      ground(byte, now)
    default: return false
    }
    return true
  }

  private mutating func continueSequence(_ byte: UInt8, _ now: Instant) {
    switch state {
    case .consoleKey: rest()
    case .oldMouse:
      keep(byte)
      if sequence.count == 3 { finishOldMouse() }
    case .single: continueSingle(byte, now)
    default: continueControl(byte, now)
    }
  }

  private mutating func continueControl(_ byte: UInt8, _ now: Instant) {
    switch byte {
    case UInt8(ascii: "$") where isRxvt && !sequence.isEmpty && sequence.allSatisfy(\.isDigit):
      finishControl(byte)
    case 0x20..<0x40: keep(byte)
    case UInt8(ascii: "[") where sequence.isEmpty: begin(.consoleKey, now)
    case UInt8(ascii: "M") where sequence.isEmpty: begin(.oldMouse, now)
    case UInt8(ascii: "~") where sequence.elementsEqual("200".utf8):
      if isAlt { emit(.escape) }
      begin(.paste, now)
      paste = PartialPaste()
    case 0x40..<0x7F: finishControl(byte)
    // Other controls, and what is no part of a sequence.
    default: break
    }
  }

  /// After `SS3` comes one byte, and in old xterms a number before it.
  private mutating func continueSingle(_ byte: UInt8, _ now: Instant) {
    if byte.isDigit || byte == UInt8(ascii: ";") { return keep(byte) }
    let isLate = lastByte.map { now - $0 > patience } ?? false
    var modifiers: KeyStroke.Modifiers = isAlt ? .alt : []
    let parameters = ControlInput(bytes: sequence, final: byte)
    modifiers.formUnion(
      KeyStroke.Modifiers(parameter: parameters.number(parameters.fields - 1) ?? 1) ?? .others)
    if (UInt8(ascii: "a")...UInt8(ascii: "d")).contains(byte) {
      modifiers.insert(.control)
      KeyCodes.lettered(byte - 32).map { emit($0, modifiers) }
    } else if let symbol = KeyCodes.lettered(byte) {
      emit(symbol, modifiers)
    } else if !isLate, let symbol = KeyCodes.keypad(byte) {
      emit(symbol, modifiers)
    }
    rest()
  }

  private mutating func continueString(_ byte: UInt8, _ now: Instant) {
    switch byte {
    case 0x1B: (stringKind, state) = (state, .stringEscape)
    case 0x07 where state == .command: finishString(.command)
    case 0x18, 0x1A, 0x03: _ = steer(byte, now)
    default: if state != .string { keep(byte) }
    }
  }

  /// `ESC \` ends a string; any other byte after ESC ends it too, without its being heard.
  private mutating func endString(_ byte: UInt8, _ now: Instant) {
    if byte == UInt8(ascii: "\\") {
      finishString(stringKind)
    } else if byte == 0x1B {
      begin(.escape, now)
    } else {
      escape(byte, now)
    }
  }

  private mutating func continuePaste(_ byte: UInt8, _ now: Instant) {
    if byte == 0x03, let lastByte, now - lastByte >= Self.pasteSilence {
      rest()
      ground(byte, now)
    } else if paste.take(byte) {
      events.append(.paste(paste.text))
      paste = PartialPaste()
      rest()
    }
  }

  private mutating func continueCharacter(_ byte: UInt8, _ now: Instant) {
    switch character.take(byte) {
    case .more: break
    case .done(let whole):
      let modifiers: KeyStroke.Modifiers = isAlt ? .alt : []
      rest()
      if let whole { emit(.character(whole), modifiers) }
    case .broken:
      rest()
      ground(byte, now)
    }
  }

  // MARK: - Ends

  private mutating func finishControl(_ final: UInt8) {
    let control = ControlInput(bytes: sequence, final: final)
    let meaning = isCut ? nil : control.meaning(&pointer)
    if let meaning { pointer.note(meaning) }
    finish(meaning)
  }

  private mutating func finishOldMouse() {
    let report = MouseReport(
      code: Int(sequence[0]) - 32, column: Int(sequence[1]) - 32, row: Int(sequence[2]) - 32)
    finish(report.meaning(&pointer))
  }

  /// Two ESC before a key are Alt; before anything else, the first was the Escape key.
  private mutating func finish(_ meaning: Input?) {
    switch meaning {
    case .key(let key) where isAlt: emit(key.symbol, key.modifiers.union(.alt))
    default:
      if isAlt { emit(.escape) }
      if let meaning { events.append(meaning) }
    }
    rest()
  }

  private mutating func finishString(_ kind: State) {
    if !isCut, let meaning = Self.meaning(of: sequence, kind) { events.append(meaning) }
    rest()
  }

  private static func meaning(of text: [UInt8], _ kind: State) -> Input? {
    switch kind {
    case .command: RGB(backgroundAnswer: text).map(Input.background)
    case .application:
      GraphicsAnswer(text).map { .graphics($0.question, isGranted: $0.isGranted) }
    case .device: ColorQuestion.answer(text).map(Input.directColors)
    default: nil
    }
  }

  // MARK: -

  private mutating func begin(_ next: State, _ now: Instant, isAlt: Bool? = nil) {
    state = next
    sequence.removeAll(keepingCapacity: true)
    isCut = false
    if let isAlt { self.isAlt = isAlt }
    deadline = next == .escape || next == .escapeTwice ? now + patience : nil
  }

  /// Returns to the state in which every byte is a key.
  private mutating func rest() {
    state = .ground
    sequence.removeAll(keepingCapacity: true)
    isCut = false
    isAlt = false
    deadline = nil
  }

  private mutating func keep(_ byte: UInt8) {
    if sequence.count < Self.sequenceLimit { sequence.append(byte) } else { isCut = true }
  }

  private mutating func emit(_ symbol: KeyStroke.Symbol, _ modifiers: KeyStroke.Modifiers = []) {
    events.append(.key(KeyStroke(symbol, modifiers)))
  }
}
