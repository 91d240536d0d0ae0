/// Something about data or a result that its reader has to know to trust the numbers.
///
/// The same list stands on screen, on standard error and in JSON.
public struct Warning: Hashable, Codable, Sendable, CustomStringConvertible {
  /// What programs recognise it by, in words joined by underscores: `repeated_values`.
  public let code: String
  /// What happened, with the values it happened to, and what to do, in one sentence or two.
  public let text: String

  public init(_ code: String, _ text: String) {
    self.code = code
    self.text = text
  }

  /// The code in words: `repeated values`.
  public var title: String { code.split(separator: "_").joined(separator: " ") }

  public var description: String { text }
}
