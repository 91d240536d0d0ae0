/// Which version of this library it is, as files and the command line say it.
public struct LibraryVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The version of the code that runs.
  public static let current = LibraryVersion(major: 0, minor: 1, patch: 0)

  public let major: Int
  public let minor: Int
  public let patch: Int

  init(major: Int, minor: Int, patch: Int) {
    (self.major, self.minor, self.patch) = (major, minor, patch)
  }

  /// - Parameter text: three numbers between full stops, as in `0.1.0`; anything else is `nil`.
  public init?(_ text: String) {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 3, let major = numbers[0], let minor = numbers[1],
      let patch = numbers[2], min(major, minor, patch) >= 0
    else { return nil }
    self.init(major: major, minor: minor, patch: patch)
  }

  public var description: String { "\(major).\(minor).\(patch)" }

  public static func < (one: LibraryVersion, other: LibraryVersion) -> Bool {
    (one.major, one.minor, one.patch) < (other.major, other.minor, other.patch)
  }
}
