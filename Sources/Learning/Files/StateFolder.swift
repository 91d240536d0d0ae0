import Foundation

/// The folder in which programs keep what they remember of their user, as the XDG base directories say.
public struct StateFolder: Sendable {
  /// `$XDG_STATE_HOME/flowscope`, or `~/.local/state/flowscope`.
  public let path: String

  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let given = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"] ?? NSHomeDirectory()
    path = (given ?? home + "/.local/state") + "/flowscope"
  }
}
