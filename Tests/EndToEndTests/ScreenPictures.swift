import CZlib
import Foundation

/// What a test's terminal can do with pixels.
struct PixelTerminal: Sendable {
  var kitty = true
  var memory = false
  var sixel = false
  /// The size of a cell, if it tells.
  var cell: (columns: Int, rows: Int)? = (8, 16)
  /// Whether it keeps the answers to itself until the test types them.
  var isLate = false
}

/// The pictures of kitty's graphics protocol, by its specification: those sent, and those on the screen.
struct ScreenPictures {
  struct Picture: Hashable {
    var columns: Int
    var rows: Int
    /// Red, green, blue and opacity.
    var pixels: [UInt8]
  }

  struct Placement: Hashable {
    var column: Int
    var row: Int
    var columns: Int
    var rows: Int
  }

  var terminal: PixelTerminal?
  private(set) var images: [Int: Picture] = [:]
  private(set) var placements: [Int: Placement] = [:]
  /// How many pictures have come.
  private(set) var count = 0
  /// How many sixel pictures have come.
  var sixels = 0
  /// Commands that make no sense.
  private(set) var mistakes: [String] = []
  private var pending: (keys: [Substring: Substring], payload: String)?

  /// Takes a command and gives the answer to it.
  mutating func take(_ text: String, column: Int, row: Int) -> [UInt8] {
    guard terminal?.kitty == true, text.hasPrefix("G") else { return [] }
    let parts = text.dropFirst().split(
      separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    var keys: [Substring: Substring] = [:]
    for pair in parts[0].split(separator: ",") {
      let sides = pair.split(separator: "=")
      if sides.count == 2 { keys[sides[0]] = sides[1] }
    }
    var payload = parts.count > 1 ? String(parts[1]) : ""
    if payload.utf8.count > 4096 { mistakes.append("a piece of \(payload.utf8.count) bytes") }
    switch keys["a"] {
    case "d":
      if keys["d"] == "A" { (images, placements) = ([:], [:]) }
      if let image = keys["i"].flatMap({ Int($0) }) {
        (images[image], placements[image]) = (nil, nil)
      }
      return []
    case "q":
      let isGranted = keys["t"] != "s" || takeMemory(payload) != nil && terminal?.memory == true
      return Array("\u{1B}_Gi=\(keys["i"] ?? "");\(isGranted ? "OK" : "EBADF:no")\u{1B}\\".utf8)
    default: break
    }
    if let begun = pending {
      (keys, payload) = (begun.keys.merging(keys) { $1 }, begun.payload + payload)
    }
    if keys["m"] == "1" {
      pending = (keys, payload)
      return []
    }
    pending = nil
    guard keys["a"] == "T" else { return [] }
    show(keys, payload, column, row)
    return []
  }

  private mutating func show(
    _ keys: [Substring: Substring], _ payload: String, _ column: Int, _ row: Int
  ) {
    func number(_ key: Substring) -> Int { keys[key].flatMap { Int($0) } ?? 0 }
    count += 1
    let size = 4 * number("s") * number("v")
    var bytes =
      keys["t"] == "s" ? takeMemory(payload) ?? [] : Array(Data(base64Encoded: payload) ?? Data())
    if keys["o"] == "z" { bytes = unpack(bytes, count: size) }
    guard number("f") == 32, number("q") == 2, number("C") == 1, size > 0, bytes.count >= size
    else {
      mistakes.append("a picture of \(bytes.count) bytes for \(keys)")
      return
    }
    images[number("i")] = Picture(
      columns: number("s"), rows: number("v"), pixels: Array(bytes.prefix(size)))
    placements[number("i")] = Placement(
      column: column, row: row, columns: number("c"), rows: number("r"))
  }

  /// What erasing the screen and leaving the alternate one do.
  mutating func clear() { placements = [:] }

  /// The object's bytes; the terminal removes it.
  private func takeMemory(_ payload: String) -> [UInt8]? {
    guard let name = Data(base64Encoded: payload) else { return nil }
    let path = "/dev/shm" + String(decoding: name, as: UTF8.self)
    let bytes = try? Data(contentsOf: URL(fileURLWithPath: path))
    try? FileManager.default.removeItem(atPath: path)
    return bytes.map { Array($0) }
  }

  private func unpack(_ packed: [UInt8], count: Int) -> [UInt8] {
    guard let unpacker = cz_open() else { return [] }
    defer { cz_close(unpacker) }
    var bytes = [UInt8](repeating: 0, count: count + 1)
    var (used, written) = (0, 0)
    _ = cz_unpack(unpacker, packed, packed.count, &used, &bytes, bytes.count, &written)
    return Array(bytes.prefix(written))
  }

  /// The opacity of each pixel that lies on a cell.
  func opacities(column: Int, row: Int) -> [UInt8] {
    placements.flatMap { image, place -> [UInt8] in
      guard let picture = images[image], column >= place.column, row >= place.row,
        column < place.column + place.columns, row < place.row + place.rows
      else { return [] }
      let (x, y) = (column - place.column, row - place.row)
      return (y * picture.rows / place.rows..<(y + 1) * picture.rows / place.rows).flatMap { v in
        (x * picture.columns / place.columns..<(x + 1) * picture.columns / place.columns).map {
          picture.pixels[4 * (v * picture.columns + $0) + 3]
        }
      }
    }
  }
}
