import Flows

/// Keys from a file, played as if a user typed them.
///
/// Each line says one thing. Blank lines and lines that begin with `# ` are skipped:
///
///     space             a key by its name: space, Enter, Esc, Tab, BackTab, Up, Down, Left, Right,
///                       PageUp, PageDown, Home, End, Backspace, Delete, or the character itself
///     type moons        the characters after the blank, one by one
///     click 40 12       the left button on a cell; drag and release likewise (columns, rows from 0)
///     wait 0.5          so many seconds
///     until step 200    as long as it takes
public struct ReplayScript: Sendable {
  enum Line: Hashable, Sendable {
    case key(Key)
    case click(column: Int, row: Int)
    case drag(column: Int, row: Int)
    case release(column: Int, row: Int)
    case wait(Double)
    case untilStep(Int)
  }

  let lines: [Line]

  /// - Throws: ``FlowError`` that names the line and what could stand there.
  public init(_ text: String) throws(FlowError) {
    var lines: [Line] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let line = line.last == "\r" ? line.dropLast() : line
      if line.allSatisfy(\.isWhitespace) || line.hasPrefix("# ") { continue }
      guard let parsed = Self.parse(line) else {
        throw FlowError(
          "line \(number + 1): '\(line)' is no key: write its name (space, Enter, Esc, Tab, Up, a "
            + "character), 'type TEXT', 'click COLUMN ROW', 'wait SECONDS' or 'until step N'")
      }
      lines += parsed
    }
    self.lines = lines
  }

  private static func parse(_ line: Substring) -> [Line]? {
    if line.count == 1, let character = line.first { return [.key(.character(character))] }
    if line.hasPrefix("type ") {
      return line.dropFirst("type ".count).map { .key(.character($0)) }
    }
    let words = line.split(whereSeparator: \.isWhitespace)
    if words.count == 1, let key = Key(named: words[0]) { return [.key(key)] }
    switch (words.first, words.count) {
    case ("wait", 2):
      return Double(words[1]).flatMap { $0 >= 0 && $0 < 1e6 ? [.wait($0)] : nil }
    case ("until", 3) where words[1] == "step":
      return Int(words[2]).map { [.untilStep($0)] }
    case ("click", 3), ("drag", 3), ("release", 3):
      guard let column = Int(words[1]), let row = Int(words[2]) else { return nil }
      switch words[0] {
      case "click": return [.click(column: column, row: row)]
      case "drag": return [.drag(column: column, row: row)]
      default: return [.release(column: column, row: row)]
      }
    default: return nil
    }
  }
}

/// A script that is being played. The caller says what time it is, so that tests can play it at any
/// speed.
public struct Replay: Sendable {
  private var lines: ArraySlice<ReplayScript.Line>
  /// When the next line is due, in seconds.
  private var due = 0.0
  private var started = false

  public init(_ script: ReplayScript) {
    lines = script.lines[...]
  }

  public var isOver: Bool { lines.isEmpty }

  /// What happens now.
  /// - Parameters:
  ///   - now: seconds since some moment.
  ///   - step: the training step on screen.
  /// - Returns: the next event, and how many seconds until the next one if that is known; neither
  ///   while a step is waited for.
  public mutating func next(now: Double, step: Int) -> (event: Event?, wait: Double?) {
    if !started {
      started = true
      due = now
    }
    while let line = lines.first {
      guard now >= due else { return (nil, due - now) }
      switch line {
      case .wait(let seconds): due = now + seconds
      case .untilStep(let wanted):
        guard step >= wanted else { return (nil, nil) }
      case .key(let key):
        lines.removeFirst()
        return (.key(key), 0)
      case .click(let column, let row):
        lines.removeFirst()
        return (.click(column: column, row: row), 0)
      case .drag(let column, let row):
        lines.removeFirst()
        return (.drag(column: column, row: row), 0)
      case .release(let column, let row):
        lines.removeFirst()
        return (.release(column: column, row: row), 0)
      }
      lines.removeFirst()
    }
    return (nil, nil)
  }
}
