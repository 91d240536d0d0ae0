import Foundation

extension Error {
  /// Why something could not be done with a file or a folder, in the system's words and not as a number.
  /// - Parameters:
  ///   - path: what it was to be done with.
  ///   - asFolder: whether a folder is wanted there.
  package func inWords(of path: String, asFolder: Bool = false) -> String {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if exists, isFolder.boolValue != asFolder {
      return asFolder ? "it is a file and no folder" : "it is a folder and no file"
    }
    var above = URL(fileURLWithPath: path).deletingLastPathComponent().path
    while !FileManager.default.fileExists(atPath: above, isDirectory: &isFolder), above != "/" {
      above = URL(fileURLWithPath: above).deletingLastPathComponent().path
    }
    if !isFolder.boolValue { return "'\(above)' is a file and no folder" }
    let error = self as NSError
    let causes = [error] + [error.userInfo[NSUnderlyingErrorKey] as? NSError].compactMap { $0 }
    if let cause = causes.first(where: { $0.domain == NSPOSIXErrorDomain }) {
      return String(cString: strerror(Int32(cause.code)))
    }
    return error.localizedDescription
  }
}
