/// What went wrong, with which value, and what to do about it.
public struct FlowError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
