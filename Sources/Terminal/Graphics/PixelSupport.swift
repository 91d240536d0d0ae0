import Canvas

// Graphics: pictures in pixels over the cells, for terminals that can show them.
//
// `PixelSupport` knows what the terminal answered and says which protocol is used, and why; `KittyGraphics` and
// `Sixel` write the protocols; `PictureLayer` knows which pictures are on the screen and what to send; `PicturePace`
// says how much the line takes.

/// Which protocol for pictures is wanted.
public enum PixelChoice: String, CaseIterable, Sendable {
  /// The best one that the terminal says it has.
  case auto
  /// kitty's graphics protocol, without waiting for an answer.
  case kitty
  /// Sixel, without waiting for an answer.
  case sixel
  /// Only glyphs.
  case off
}

/// A protocol for pictures in a terminal.
public enum PixelProtocol: String, Sendable {
  /// Images over the cells, with transparency, scaled by the terminal (sw.kovidgoyal.net/kitty/graphics-protocol).
  case kitty
  /// DEC's images of 256 colours, which text destroys.
  case sixel
}

/// Whether and how the terminal shows pictures in pixels, and how that was decided.
///
/// It is decided by what the terminal answers, never by its name. Nobody waits for the answers: a late one
/// changes what is used.
public struct PixelSupport: Hashable, Sendable {
  /// The size of a cell in pixels.
  public struct CellSize: Hashable, Sendable {
    public var columns: Int
    public var rows: Int
  }

  public let wanted: PixelChoice
  /// Why `auto` asks nothing; `nil` where it does ask.
  let refusal: String?
  /// Why the terminal cannot be asked, whatever is wanted: a multiplexer is in between.
  let obstacle: String?
  /// What the terminal answered; `nil` before it did.
  public private(set) var hasKitty: Bool?
  /// Whether it can take kitty's pictures from shared memory.
  public private(set) var hasMemory: Bool?
  public private(set) var hasSixel: Bool?
  public private(set) var cell: CellSize?
  /// How many colours sixels can have; `nil` before it said so.
  public private(set) var registers: Int?

  static let kittyQuestion = 31
  static let memoryQuestion = 32

  /// - Parameters:
  ///   - medium: what the terminal can show besides pixels.
  ///   - cell: the size of a cell, where the system knows it.
  init(
    wanted: PixelChoice, environment: [String: String], medium: Medium, cell: CellSize? = nil
  ) {
    self.wanted = wanted
    self.cell = cell
    let name = environment["TERM"] ?? ""
    func isSet(_ variable: String) -> Bool { environment[variable]?.isEmpty == false }
    obstacle =
      isSet("TMUX") || name.hasPrefix("tmux")
      ? "tmux does not keep pictures in their place"
      : isSet("STY") || name.hasPrefix("screen")
        ? "screen does not pass pictures on"
        : name.hasPrefix("linux") ? "the console has no protocol for pictures" : nil
    refusal =
      isSet("NO_COLOR")
      ? "NO_COLOR is set"
      : medium.glyphs == .ascii
        ? "the glyphs are ASCII"
        : medium.colors == .mono || medium.colors == .ansi16
          ? "there are fewer than 256 colours" : nil
  }

  /// Asks what ``note(_:)`` takes the answers of.
  static var questions: [UInt8] {
    KittyGraphics.questions + SixelGraphics.questions + cellQuestion
  }

  static let cellQuestion = Array("\u{1B}[16t".utf8)

  /// Whether the terminal is asked about pictures.
  public var isAsked: Bool {
    obstacle == nil && wanted != .off && (wanted != .auto || refusal == nil)
  }

  /// The protocol in use; `nil` for glyphs.
  public var inUse: PixelProtocol? {
    guard isAsked else { return nil }
    switch wanted {
    case .off: return nil
    case .kitty: return .kitty
    case .sixel: return cell == nil ? nil : .sixel
    case .auto:
      if hasKitty == true { return .kitty }
      return hasSixel == true && cell != nil ? .sixel : nil
    }
  }

  /// What decided ``inUse``, in words.
  public var reason: String {
    if wanted == .off { return "asked for" }
    if let obstacle { return obstacle }
    if wanted == .auto, let refusal { return refusal }
    if wanted == .sixel, cell == nil { return "the terminal does not tell how large a cell is" }
    if wanted != .auto { return "asked for" }
    switch (hasKitty, hasSixel) {
    case (true, _):
      return "the terminal answered kitty's question"
        + (hasMemory == true ? ", and takes pictures from shared memory" : "")
    case (nil, nil): return "the terminal has not answered"
    case (_, true):
      return cell == nil
        ? "the terminal has sixel, but does not tell how large a cell is"
        : "the terminal's attributes name sixel"
    default: return "the terminal knows neither kitty's graphics nor sixel"
    }
  }

  /// Takes note of an answer.
  mutating func note(_ answer: Input) {
    switch answer {
    case .graphics(Self.kittyQuestion, let isGranted): hasKitty = isGranted
    case .graphics(Self.memoryQuestion, let isGranted): hasMemory = isGranted
    case .attributes(let numbers):
      hasKitty = hasKitty ?? false
      hasSixel = numbers.dropFirst().contains(4)
    case .cellSize(let columns, let rows): cell = CellSize(columns: columns, rows: rows)
    case .registers(let count): registers = count
    default: break
    }
  }

  /// The size of a cell changed with the size of letters.
  mutating func note(_ cell: CellSize?) {
    if let cell { self.cell = cell }
  }

  /// The medium with the pixels of the protocol in use.
  func applied(to medium: Medium) -> Medium {
    var medium = medium
    guard inUse != nil else {
      medium.scale = nil
      medium.fieldSamples = nil
      return medium
    }
    let samples = raster.columns
    medium.scale = max(1, (samples + 7) / 8)
    medium.fieldSamples = samples
    return medium
  }

  /// How many pixels pictures have a cell: those of the terminal, or, where these are very small and the
  /// terminal scales pictures, fewer.
  var raster: CellSize {
    guard let cell else { return CellSize(columns: 8, rows: 16) }
    var size = cell
    while inUse == .kitty, size.columns > 16 {
      size = CellSize(columns: size.columns / 2, rows: size.rows / 2)
    }
    return size
  }
}
