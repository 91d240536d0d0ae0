/// A small terminal: takes the bytes that a program writes and keeps the screen they make.
///
/// It knows what ncurses sends to an xterm, and keeps a list of what it did not understand, so that a
/// test which relies on it can make sure that nothing was missed.
struct ScreenParser {
  private(set) var screen: Screen
  var style = ScreenStyle()
  /// The private modes that are set (`CSI ? n h`); 7, wrapping, and 25, the cursor, are at the start.
  private(set) var modes: Set<Int> = Self.initialModes
  private(set) var title = ""
  /// The addresses of the links that were written (OSC 8).
  private(set) var links: [String] = []
  /// What the program last put on the clipboard, in base64 as it was sent.
  private(set) var clipboard: String?
  /// What a terminal would answer to the program's questions; the owner sends it and empties it.
  var replies: [UInt8] = []
  /// The background that the terminal claims to have, if it answers at all: `1010/1010/1414`.
  var background: String?
  /// The private modes that the terminal knows when it is asked about one.
  var knownModes: Set<Int> = []
  /// The size of a cell in pixels, if the terminal tells it.
  var cell: (columns: Int, rows: Int)?
  /// Whether it keeps 24-bit colours; `nil` for a terminal that does not tell its style (DECRQSS).
  var keepsColors: Bool?
  /// Whether it gives two columns to what is neither ASCII nor braille, as East Asian terminals may.
  var isEastAsian = false
  /// Whether it answers nothing else either.
  var isMute = false
  /// What it knows of pixels, and the pictures on the screen.
  var pictures = ScreenPictures()
  /// Answers about pixels that a late terminal has not sent yet.
  private(set) var heldReplies: [UInt8] = []
  /// Sequences that the parser does not know.
  private(set) var unknown: [String] = []
  /// Complete synchronized frames so far.
  private(set) var frames = 0
  private(set) var hasApplicationKeypad = false
  private(set) var habits = ScreenHabits()
  /// Whether only a part of the screen scrolls.
  var hasRegion: Bool { top != 0 || bottom != screen.rows }
  /// Whether G0 is the line drawing set.
  private(set) var drawsLines = false

  static let initialModes: Set<Int> = [7, 25]

  private enum State {
    case ground, escape, charset
    case control, command, application, ignored
  }
  private var state = State.ground
  private var sequence: [UInt8] = []
  /// Of a character in UTF-8: the bits so far, and how many bytes are still to come.
  private var partial: UInt32 = 0
  private var missing = 0
  private var wrapPending = false
  private var top = 0
  private var bottom: Int
  private var saved: (column: Int, row: Int, style: ScreenStyle) = (0, 0, ScreenStyle())
  private var main: Screen?
  private var lastGlyph: Unicode.Scalar = " "

  init(columns: Int, rows: Int) {
    screen = Screen(columns: columns, rows: rows)
    bottom = rows
  }

  /// Whether the program is in the middle of a synchronized frame.
  var isMidFrame: Bool { modes.contains(2026) }
  /// Whether the alternate screen is on.
  var isAlternate: Bool { main != nil }

  mutating func resize(columns: Int, rows: Int) {
    screen.resize(columns: columns, rows: rows)
    main?.resize(columns: columns, rows: rows)
    top = 0
    bottom = rows
    wrapPending = false
  }

  mutating func feed(_ text: String) { feed(Array(text.utf8)) }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { take(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: ground(byte)
    case .escape: escape(byte)
    case .charset:
      if sequence == [UInt8(ascii: "(")] { drawsLines = byte == UInt8(ascii: "0") }
      state = .ground
    case .control:
      if byte == 0x1B {
        begin(.escape)
      } else if byte < 0x20 {
        steer(byte)
      } else {
        sequence.append(byte)
        if (0x40...0x7E).contains(byte) {
          state = .ground
          control(ControlSequence(sequence))
        }
      }
    case .command, .application, .ignored:
      // Ended by BEL or by ESC and a backslash, which the escape state swallows.
      if byte == 7 || byte == 0x1B {
        if state == .command { command(String(decoding: sequence, as: UTF8.self)) }
        if state == .ignored, sequence.starts(with: "9;1q".utf8) { pictures.sixels += 1 }
        if state == .ignored, sequence == Array("$qm".utf8), let keepsColors {
          replies += "\u{1B}P1$r0;48\(keepsColors ? ":2::1:2:3" : ";5;16")m\u{1B}\\".utf8
        }
        if state == .application { application(String(decoding: sequence, as: UTF8.self)) }
        begin(byte == 7 ? .ground : .escape)
      } else {
        sequence.append(byte)
      }
    }
  }

  private mutating func begin(_ next: State) {
    state = next
    sequence.removeAll(keepingCapacity: true)
  }

  private mutating func ground(_ byte: UInt8) {
    switch byte {
    case 0x1B: begin(.escape)
    case 0..<0x20, 0x7F: steer(byte)
    case 0x20..<0x7F: put(Unicode.Scalar(byte))
    default:
      continued(byte)
    }
  }

  /// Gathers the bytes of one character in UTF-8.
  private mutating func continued(_ byte: UInt8) {
    if byte & 0xC0 == 0xC0 {
      missing = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1
      partial = UInt32(byte) & (0x3F >> UInt32(missing))
    } else if missing > 0 {
      missing -= 1
      partial = partial << 6 | UInt32(byte & 0x3F)
      if missing == 0 { put(Unicode.Scalar(partial) ?? "\u{FFFD}") }
    } else {
      put("\u{FFFD}")
    }
  }

  /// The control characters.
  private mutating func steer(_ byte: UInt8) {
    switch byte {
    case 8: move(column: screen.cursorColumn - 1)
    case 9: move(column: min(screen.columns - 1, (screen.cursorColumn / 8 + 1) * 8))
    case 10, 11, 12: lineFeed()
    case 13: move(column: 0)
    default: break
    }
  }

  private mutating func escape(_ byte: UInt8) {
    begin(.ground)
    switch byte {
    case UInt8(ascii: "["): state = .control
    case UInt8(ascii: "]"): state = .command
    case UInt8(ascii: "_"): state = .application
    case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"): state = .ignored
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"):
      state = .charset
      sequence = [byte]
    case UInt8(ascii: "7"): save()
    case UInt8(ascii: "8"): restore()
    case UInt8(ascii: "="): hasApplicationKeypad = true
    case UInt8(ascii: ">"): hasApplicationKeypad = false
    case UInt8(ascii: "D"): lineFeed()
    case UInt8(ascii: "E"):
      move(column: 0)
      lineFeed()
    case UInt8(ascii: "M"): reverseLineFeed()
    case UInt8(ascii: "c"): self = ScreenParser(columns: screen.columns, rows: screen.rows)
    case UInt8(ascii: "\\"): break
    default: unknown.append("ESC \(Unicode.Scalar(byte))")
    }
  }

  private mutating func command(_ text: String) {
    let parts = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    habits.take(command: parts[0], parts.count == 2 ? parts[1] : "")
    guard parts.count == 2 else { return }
    switch parts[0] {
    case "52": clipboard = parts[1].split(separator: ";").last.map(String.init)
    case "8":
      let address = parts[1].split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
      if let address = address.last, !address.isEmpty { links.append(String(address)) }
    case "0", "2": title = String(parts[1])
    case "11" where parts[1] == "?":
      if let background { replies += "\u{1B}]11;rgb:\(background)\u{1B}\\".utf8 }
    default: break
    }
  }

  private mutating func application(_ text: String) {
    let answer = pictures.take(text, column: screen.cursorColumn, row: screen.cursorRow)
    if pictures.terminal?.isLate == true { heldReplies += answer } else { replies += answer }
  }

  // MARK: - Writing and moving

  private mutating func put(_ scalar: Unicode.Scalar) {
    if wrapPending {
      move(column: 0)
      lineFeed()
    }
    lastGlyph = scalar
    let glyph = drawsLines ? Self.lineDrawing[scalar] ?? scalar : scalar
    screen[screen.cursorColumn, screen.cursorRow] = ScreenCell(glyph: glyph, style: style)
    let isWide = isEastAsian && (0x80..<0x2800).contains(scalar.value)
    if isWide { move(column: screen.cursorColumn + 1) }
    if screen.cursorColumn == screen.columns - 1 {
      wrapPending = modes.contains(7)
    } else {
      screen.cursorColumn += 1
    }
  }

  private static let lineDrawing: [Unicode.Scalar: Unicode.Scalar] = [
    "j": "┘", "k": "┐", "l": "┌", "m": "└", "n": "┼", "q": "─", "t": "├", "u": "┤", "v": "┴",
    "w": "┬", "x": "│", "a": "▒", "~": "·",
  ]

  private mutating func move(column: Int? = nil, row: Int? = nil) {
    wrapPending = false
    if let column { screen.cursorColumn = min(max(0, column), screen.columns - 1) }
    if let row { screen.cursorRow = min(max(0, row), screen.rows - 1) }
  }

  private mutating func lineFeed() {
    if screen.cursorRow == bottom - 1 {
      screen.scroll(top..<bottom, by: 1, blank: blank)
    } else {
      move(row: screen.cursorRow + 1)
    }
    wrapPending = false
  }

  private mutating func reverseLineFeed() {
    if screen.cursorRow == top {
      screen.scroll(top..<bottom, by: -1, blank: blank)
    } else {
      move(row: screen.cursorRow - 1)
    }
  }

  /// What erasing leaves: a space on the current background.
  private var blank: ScreenCell {
    ScreenCell(glyph: " ", style: ScreenStyle(background: style.background))
  }

  private mutating func save() {
    saved = (screen.cursorColumn, screen.cursorRow, style)
  }

  private mutating func restore() {
    move(column: saved.column, row: saved.row)
    style = saved.style
  }

  // MARK: - Control sequences

  private mutating func control(_ sequence: ControlSequence) {
    if sequence.marker == "?" { return privateControl(sequence) }
    if habits.take(sequence, isAlternate: isAlternate) { return }
    guard sequence.marker == nil else { return note(sequence) }
    let (column, row) = (screen.cursorColumn, screen.cursorRow)
    let count = max(1, sequence[0])
    switch sequence.name {
    case "A": move(row: max(row - count, row >= top ? top : 0))
    case "B", "e": move(row: min(row + count, row < bottom ? bottom - 1 : screen.rows - 1))
    case "C", "a": move(column: column + count)
    case "D": move(column: column - count)
    case "E": move(column: 0, row: row + count)
    case "F": move(column: 0, row: row - count)
    case "G", "`": move(column: count - 1)
    case "H", "f": move(column: max(1, sequence[1]) - 1, row: count - 1)
    case "d": move(row: count - 1)
    case "I": move(column: (column / 8 + count) * 8)
    case "Z": move(column: ((column + 7) / 8 - count) * 8)
    case "J": eraseScreen(sequence[0])
    case "K": eraseLine(sequence[0])
    case "X": screen.erase(row: row, column..<(column + count), blank: blank)
    case "@": screen.shift(row: row, from: column, by: -count, blank: blank)
    case "P": screen.shift(row: row, from: column, by: count, blank: blank)
    case "L" where (top..<bottom).contains(row):
      screen.scroll(row..<bottom, by: -count, blank: blank)
    case "M" where (top..<bottom).contains(row):
      screen.scroll(row..<bottom, by: count, blank: blank)
    case "S": screen.scroll(top..<bottom, by: count, blank: blank)
    case "T": screen.scroll(top..<bottom, by: -count, blank: blank)
    case "b": for _ in 0..<count { put(lastGlyph) }
    case "m": style.apply(sequence)
    case "r": setRegion(sequence)
    case "s": save()
    case "u": restore()
    case "n" where sequence[0] == 6: replies += "\u{1B}[\(row + 1);\(column + 1)R".utf8
    case "n" where sequence[0] == 5: if !isMute { replies += "\u{1B}[0n".utf8 }
    case "c" where isMute: break
    case "c":
      replies += (pictures.terminal?.sixel == true ? "\u{1B}[?62;4;22c" : "\u{1B}[?62;22c").utf8
    case "!p":
      style = ScreenStyle()
      modes = modes.subtracting([6]).union([7, 25])
      setRegion(sequence)
    case "t" where sequence[0] == 16 && !isMute:
      if let cell = pictures.terminal?.cell ?? cell {
        replies += "\u{1B}[6;\(cell.rows);\(cell.columns)t".utf8
      }
    // Window operations, tab stops, insert mode off: nothing to see.
    case "t", "g", "h", "l": break
    default: note(sequence)
    }
  }

  private mutating func privateControl(_ sequence: ControlSequence) {
    switch sequence.name {
    case "h": for mode in sequence.numbers { set(mode, true) }
    case "l": for mode in sequence.numbers { set(mode, false) }
    case "$p" where isMute: break
    case "$p":
      let mode = sequence[0]
      let state = !knownModes.contains(mode) ? 0 : modes.contains(mode) ? 1 : 2
      replies += "\u{1B}[?\(mode);\(state)$y".utf8
    // The shape of the Linux console's cursor; how many colours sixels have.
    case "c", "S": break
    default: note(sequence)
    }
  }

  private mutating func note(_ sequence: ControlSequence) {
    unknown.append(sequence.description)
  }

  private mutating func set(_ mode: Int, _ on: Bool) {
    if mode == 2026, !on, modes.contains(2026) { frames += 1 }
    if on { modes.insert(mode) } else { modes.remove(mode) }
    guard [47, 1047, 1049].contains(mode), on != isAlternate else { return }
    if on {
      if mode == 1049 { save() }
      main = screen
      screen = Screen(columns: screen.columns, rows: screen.rows)
      if let main { move(column: main.cursorColumn, row: main.cursorRow) }
    } else if let kept = main {
      screen = kept
      main = nil
      pictures.clear()
      if mode == 1049 { restore() }
    }
  }

  private mutating func setRegion(_ sequence: ControlSequence) {
    let first = max(1, sequence[0]) - 1
    let last = sequence[1] == 0 ? screen.rows : min(screen.rows, sequence[1])
    guard first < last else { return }
    (top, bottom) = (first, last)
    move(column: 0, row: 0)
  }

  private mutating func eraseScreen(_ part: Int) {
    let row = screen.cursorRow
    if part == 0 || part == 1 { eraseLine(part) }
    let rows = part == 0 ? (row + 1)..<screen.rows : part == 1 ? 0..<row : 0..<screen.rows
    // 3 erases what scrolled off, which nobody keeps here.
    guard part < 3 else { return }
    if part == 2 { pictures.clear() }
    for row in rows { screen.erase(row: row, 0..<screen.columns, blank: blank) }
  }

  private mutating func eraseLine(_ part: Int) {
    let column = screen.cursorColumn
    let range =
      part == 0
      ? column..<screen.columns : part == 1 ? 0..<(column + 1) : 0..<screen.columns
    screen.erase(row: screen.cursorRow, range, blank: blank)
  }
}
