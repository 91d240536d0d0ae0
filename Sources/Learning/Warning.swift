/// Something that the reader of a result must know before trusting its numbers.
///
/// The same list stands on screen, on standard error and in JSON.
public struct Warning: Hashable, Codable, Sendable, CustomStringConvertible {
  /// A stable name for programs, in words joined by underscores: `repeated_values`.
  public let code: String
  /// What is wrong with which values, and what to do about it, in one or two sentences.
  public let text: String

  public init(_ code: String, _ text: String) {
    self.code = code
    self.text = text
  }

  /// The code in words: `repeated values`.
  public var title: String { code.split(separator: "_").joined(separator: " ") }

  public var description: String { text }
}
