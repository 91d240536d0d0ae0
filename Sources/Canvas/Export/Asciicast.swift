/// Canvases over time as an asciicast, version 2: the file that asciinema plays.
///
/// A header line, then one line for each frame with only the cells that changed. See
/// https://docs.asciinema.org/manual/asciicast/v2/.
public struct Asciicast: Sendable {
  private var changes: CellChanges
  private var hasBegun = false

  public init(depth: ColorDepth) {
    changes = CellChanges(depth: depth)
  }

  /// The first line of the file.
  /// - Parameter timestamp: when it was recorded, in seconds since 1970.
  public static func header(columns: Int, rows: Int, timestamp: Int, title: String) -> String {
    "{\"version\": 2, \"width\": \(columns), \"height\": \(rows), \"timestamp\": \(timestamp), "
      + "\"title\": \(json(title)), \"env\": {\"TERM\": \"xterm-256color\"}}\n"
  }

  /// The lines for a canvas that is shown at a time, in seconds since the beginning; none if it is
  /// the one that shows already.
  public mutating func frame(_ canvas: Canvas, at seconds: Double) -> String {
    let time = Self.time(seconds)
    let isResized = hasBegun && changes.isNew(columns: canvas.columns, rows: canvas.rows)
    hasBegun = true
    let output = changes.next(canvas)
    guard !output.isEmpty else { return "" }
    let resize = isResized ? "[\(time), \"r\", \"\(canvas.columns)x\(canvas.rows)\"]\n" : ""
    return resize + "[\(time), \"o\", \(Self.json(String(decoding: output, as: UTF8.self)))]\n"
  }

  /// The last line, which shows the cursor again.
  public static func end(at seconds: Double) -> String {
    "[\(time(seconds)), \"o\", \(json("\u{1B}[0m\u{1B}[?25h\r\n"))]\n"
  }

  /// Seconds with microseconds.
  private static func time(_ seconds: Double) -> String {
    let micros = Int((max(0, seconds) * 1e6).rounded())
    return "\(micros / 1_000_000)." + String(micros % 1_000_000).zeroFilled(6)
  }

  /// Text as a JSON string.
  private static func json(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case _ where scalar.value < 0x20:
        json += "\\u" + String(scalar.value, radix: 16).zeroFilled(4)
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}
