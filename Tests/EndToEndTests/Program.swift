import Foundation

/// Where the program under test is.
enum Program {
  /// The path of flowscope, which is built beside the tests. `FLOWSCOPE_PROGRAM` names another one, such as that of
  /// a release build.
  /// - Throws: ``SessionError`` where it is not there.
  static func flowscope() throws -> String {
    try path(ProcessInfo.processInfo.environment["FLOWSCOPE_PROGRAM"] ?? "flowscope")
  }

  /// The path of a program of the package.
  /// - Parameter name: its name, or an absolute path, which stays as it is.
  /// - Throws: ``SessionError`` where it is not there.
  static func path(_ name: String) throws -> String {
    let path = name.hasPrefix("/") ? name : products.appending(path: name).path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw SessionError.noProgram(path)
    }
    return path
  }

  /// The folder that the build puts its products into: the one around the test bundle.
  private static var products: URL {
    #if os(Linux)
      URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    #else
      let bundle =
        CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
      var folder = URL(fileURLWithPath: bundle)
      while folder.path.contains(".xctest") { folder.deleteLastPathComponent() }
      return folder
    #endif
  }
}
