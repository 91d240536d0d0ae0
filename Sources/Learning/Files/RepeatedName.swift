import Foundation

/// Finds names that an object of a JSON text has twice. Readers of JSON take one of the two in silence,
/// and not all the same one.
enum RepeatedName {
  /// The first name that comes twice in one object, at whatever depth; `nil` where none does.
  /// - Parameter json: a text that was found to be JSON.
  static func first(in json: some BidirectionalCollection<UInt8>) -> String? {
    /// The names so far of each object around a place; a list has none.
    var around: [(isObject: Bool, names: Set<String>)] = []
    var isName = false
    var index = json.startIndex
    while index < json.endIndex {
      switch json[index] {
      case UInt8(ascii: "{"):
        around.append((true, []))
        isName = true
      case UInt8(ascii: "["):
        around.append((false, []))
        isName = false
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = around.popLast()
        isName = false
      case UInt8(ascii: ","): isName = around.last?.isObject ?? false
      case UInt8(ascii: ":"): isName = false
      case UInt8(ascii: "\""):
        let end = endOfText(in: json, from: index)
        if isName, let text = text(json[index..<end]) {
          if !around[around.count - 1].names.insert(text).inserted { return text }
        }
        index = end
        continue
      default: break
      }
      index = json.index(after: index)
    }
    return nil
  }

  /// Behind the quotation mark that ends the text which begins at `start`.
  private static func endOfText<JSON: Collection<UInt8>>(
    in json: JSON, from start: JSON.Index
  ) -> JSON.Index {
    var index = json.index(after: start)
    while index < json.endIndex {
      let byte = json[index]
      index = json.index(after: index)
      if byte == UInt8(ascii: "\"") { return index }
      if byte == UInt8(ascii: "\\"), index < json.endIndex { index = json.index(after: index) }
    }
    return index
  }

  /// A text with its quotation marks; what is escaped in it is what it stands for.
  private static func text(_ quoted: some BidirectionalCollection<UInt8>) -> String? {
    guard quoted.contains(UInt8(ascii: "\\")) else {
      return String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
    }
    return try? JSONDecoder().decode(String.self, from: Data(quoted))
  }
}
