/// What is wrong with a lesson's file, and where.
public struct LessonError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, as it was named.
  public var file: String
  public var place: TextPlace
  /// What is wrong, and what could stand there.
  public var problem: String

  public var description: String {
    "\(file), line \(place.line), column \(place.column): \(problem)"
  }
}

/// A place in a file; both numbers count from 1.
public struct TextPlace: Hashable, Sendable {
  public var line: Int
  public var column: Int

  static let start = TextPlace(line: 1, column: 1)
}
