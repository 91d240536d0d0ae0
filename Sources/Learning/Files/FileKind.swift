import Flows

/// Recognises files that are neither a table of text nor an array, and says how to make a table of them.
enum FileKind {
  /// The error that names what these bytes are; `nil` where they may be a table.
  static func refusal(of bytes: [UInt8]) -> FlowError? {
    let isBinary = isBinary(bytes)
    let known = marks.first {
      has($0.mark, in: bytes, at: $0.offset) && (isBinary || !$0.couldBeAName)
    }
    if let known {
      return FlowError("this is \(known.name); \(known.remedy)")
    }
    if has("PK\u{03}\u{04}", in: bytes) || has("PK\u{05}\u{06}", in: bytes) {
      return archive(bytes)
    }
    if isModel(bytes) {
      return FlowError(
        "this is a model (safetensors), as 'flowscope train --out' writes; \(asTable)")
    }
    return markup(bytes)
  }

  /// What a file is that cannot be a model, by its first bytes; `nil` where it may be one.
  static func foreign(_ bytes: [UInt8]) -> String? {
    if isModel(bytes) { return nil }
    if bytes.starts(with: ArrayHeader.magic) { return "a NumPy array" }
    if bytes.starts(with: Gunzip.magic) { return "a file that gzip packed" }
    if has("PK\u{03}\u{04}", in: bytes) { return "a zip archive, as .npz files are" }
    if bytes.count > 1, bytes[0] == 0x08, bytes[1] < 0x10, has("onnx", within: bytes) {
      return "an ONNX model"
    }
    if let known = marks.first(where: { has($0.mark, in: bytes, at: $0.offset) }) {
      return known.name
    }
    let isText = !bytes.isEmpty && !bytes.contains { $0 < 0x09 }
    return isText ? "a text" : nil
  }

  /// Whether the first bytes say that what follows is neither text nor an array.
  static func isBinary(_ bytes: [UInt8]) -> Bool { bytes.prefix(1 << 16).contains(0) }

  static let binary = FlowError("this is neither text nor a NumPy array; \(asTable)")

  private static let asTable = "give two columns of numbers, as CSV or .npy"
  private static let fromSheet = "save the sheet as CSV (File, Save As, CSV UTF-8)"

  private struct Mark {
    let mark: String
    var offset = 0
    let name: String
    let remedy: String
    /// Whether a text may begin like this too, with a column's name; then zero bytes decide.
    var couldBeAName = false
  }

  private static func pandas(_ reader: String) -> String {
    "save it as CSV: pandas.\(reader)(…).to_csv('points.csv', index=False)"
  }

  private static func unpack(_ command: String) -> String {
    "unpack it first (\(command)), or pack it with gzip"
  }

  private static let fromR = "save it as CSV: write.csv(points, 'points.csv', row.names = FALSE)"
  private static let picture = "a picture holds no points; \(asTable)"

  /// Bytes are written as the Latin-1 characters of their values.
  private static let marks: [Mark] = [
    Mark(mark: "\u{D0}\u{CF}\u{11}\u{E0}", name: "an old Excel workbook (.xls)", remedy: fromSheet),
    Mark(
      mark: "PAR1", name: "a Parquet file", remedy: pandas("read_parquet"),
      couldBeAName: true),
    Mark(
      mark: "ARROW1", name: "an Arrow file (Feather)", remedy: pandas("read_feather"),
      couldBeAName: true),
    Mark(
      mark: "FEA1", name: "a Feather file", remedy: pandas("read_feather"), couldBeAName: true),
    Mark(mark: "\u{89}HDF", name: "an HDF5 file", remedy: pandas("read_hdf")),
    Mark(mark: "SQLite format 3", name: "an SQLite database", remedy: pandas("read_sql")),
    Mark(mark: "<stata_dta>", name: "a Stata file", remedy: pandas("read_stata")),
    Mark(mark: "$FL2", name: "an SPSS file", remedy: pandas("read_spss"), couldBeAName: true),
    Mark(
      mark: "MATLAB ", name: "a MATLAB file",
      remedy: "save it as CSV: writematrix(points, 'points.csv')", couldBeAName: true),
    Mark(mark: "CDF\u{01}", name: "a NetCDF file", remedy: asTable),
    Mark(mark: "CDF\u{02}", name: "a NetCDF file", remedy: asTable),
    Mark(mark: "SIMPLE  =", name: "a FITS file", remedy: asTable),
    Mark(mark: "RDX2\n", name: "R's saved workspace (.RData)", remedy: fromR),
    Mark(mark: "RDX3\n", name: "R's saved workspace (.RData)", remedy: fromR),
    Mark(mark: "RDA2\n", name: "R's saved workspace (.RData)", remedy: fromR),
    Mark(mark: "RDA3\n", name: "R's saved workspace (.RData)", remedy: fromR),
    Mark(mark: "X\n\u{00}\u{00}\u{00}", name: "an R object (.rds)", remedy: fromR),
    pickle("\u{02}"), pickle("\u{03}"), pickle("\u{04}"), pickle("\u{05}"),
    Mark(mark: "\u{89}PNG", name: "a PNG picture", remedy: picture),
    Mark(mark: "\u{FF}\u{D8}\u{FF}", name: "a JPEG picture", remedy: picture),
    Mark(mark: "GIF89a", name: "a GIF picture", remedy: picture, couldBeAName: true),
    Mark(mark: "II*\u{00}", name: "a TIFF picture", remedy: picture),
    Mark(mark: "WEBP", offset: 8, name: "a WebP picture", remedy: picture, couldBeAName: true),
    Mark(mark: "%PDF-", name: "a PDF document", remedy: asTable),
    Mark(mark: "{\\rtf", name: "an RTF document", remedy: "save it as plain text"),
    Mark(mark: "\u{1F}\u{8B}", name: "packed with gzip twice", remedy: "unpack it once (gunzip)"),
    Mark(mark: "1AY&SY", offset: 4, name: "packed with bzip2", remedy: unpack("bunzip2")),
    Mark(mark: "\u{FD}7zXZ", name: "packed with xz", remedy: unpack("unxz")),
    Mark(mark: "\u{28}\u{B5}\u{2F}\u{FD}", name: "packed with zstd", remedy: unpack("unzstd")),
    Mark(mark: "\u{04}\u{22}\u{4D}\u{18}", name: "packed with lz4", remedy: unpack("unlz4")),
    Mark(mark: "\u{1F}\u{9D}", name: "packed with compress", remedy: unpack("uncompress")),
    Mark(mark: "7z\u{BC}\u{AF}", name: "a 7-Zip archive", remedy: unpack("7z x")),
    Mark(mark: "Rar!", name: "a RAR archive", remedy: unpack("unrar x"), couldBeAName: true),
    Mark(
      mark: "ustar", offset: 257, name: "a tar archive", remedy: "unpack it first (tar -x)",
      couldBeAName: true),
    Mark(mark: "\u{7F}ELF", name: "a program", remedy: asTable),
    Mark(
      mark: "\u{FF}\u{FE}\u{00}\u{00}", name: "text in UTF-32", remedy: "save it as UTF-8"),
    Mark(
      mark: "\u{00}\u{00}\u{FE}\u{FF}", name: "text in UTF-32", remedy: "save it as UTF-8"),
  ]

  private static func pickle(_ version: String) -> Mark {
    Mark(
      mark: "\u{80}\(version)", name: "a Python pickle",
      remedy: "save the array with numpy.save, or the table with to_csv")
  }

  private static func has(_ mark: String, in bytes: [UInt8], at offset: Int = 0) -> Bool {
    let wanted = mark.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    return bytes.count > offset && bytes[offset...].starts(with: wanted)
  }

  private static func has(_ word: String, within bytes: [UInt8]) -> Bool {
    String(decoding: bytes.prefix(256), as: UTF8.self).contains(word)
  }

  /// Tells zip archives apart by the names of the files in them, which are not compressed.
  private static func archive(_ bytes: [UInt8]) -> FlowError {
    let start = String(decoding: bytes.prefix(4096), as: UTF8.self)
    let end = String(decoding: bytes.suffix(1 << 16), as: UTF8.self)
    func names(_ part: String) -> Bool { start.contains(part) || end.contains(part) }
    if start.contains("opendocument.spreadsheet") {
      return FlowError("this is an OpenDocument spreadsheet (.ods); \(fromSheet)")
    }
    if names("xl/workbook") { return FlowError("this is an Excel workbook (.xlsx); \(fromSheet)") }
    if names(".iwa") { return FlowError("this is a Numbers spreadsheet; export it as CSV") }
    if names("word/document") { return FlowError("this is a Word document; \(asTable)") }
    if names("data.pkl") { return FlowError("this is a file of PyTorch's; \(asTable)") }
    if names(".npy") {
      return FlowError("this is an archive of arrays (.npz); save one array with numpy.save")
    }
    return FlowError("this is a zip archive; unpack it first (unzip), or pack the file with gzip")
  }

  /// Safetensors begin with the length of a JSON header, and then that header.
  private static func isModel(_ bytes: [UInt8]) -> Bool {
    bytes.count > 10 && bytes[8] == UInt8(ascii: "{") && bytes[4..<8].allSatisfy { $0 == 0 }
  }

  /// JSON, HTML and XML, by the first characters that are not blank.
  private static func markup(_ bytes: [UInt8]) -> FlowError? {
    let text = bytes.drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }.prefix(512)
      .drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    let start = String(decoding: text, as: UTF8.self).lowercased()
    if ["<!doctype", "<html", "<table"].contains(where: start.hasPrefix) {
      return FlowError(
        "this is a web page (HTML), perhaps an error page; download the table itself")
    }
    if start.hasPrefix("<?xml") || start.hasPrefix("<svg") {
      return FlowError("this is XML; \(asTable)")
    }
    let inside = start.dropFirst().drop(while: \.isWhitespace)
    let isObject = start.hasPrefix("{") && ["\"", "}"].contains { inside.hasPrefix($0) }
    let listBegins = ["[", "{", "\"", "-", "]", "null", "nan", "true", "false"]
    let isList =
      start.hasPrefix("[")
      && (listBegins.contains { isWord($0, beginning: inside) } || inside.first?.isNumber == true)
    guard isObject || isList else { return nil }
    // NumPy prints rows without commas.
    if isList, !start.contains(","), !start.contains("{"), !start.contains("\"") {
      return FlowError("this is an array as Python prints it; save it with numpy.savetxt")
    }
    return FlowError("this is JSON; \(pandas("read_json"))")
  }

  /// Whether a text begins with a word, after which no other letter comes.
  private static func isWord(_ word: String, beginning text: Substring) -> Bool {
    guard text.hasPrefix(word) else { return false }
    return !(word.last?.isLetter == true && text.dropFirst(word.count).first?.isLetter == true)
  }
}
