import Foundation

/// Reading whole files, with errors that say what to do.
public enum Files {
  /// - Throws: ``FlowError`` that names the file.
  public static func read(_ path: String) throws(FlowError) -> Data {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw FlowError("cannot read '\(path)': it is a folder; name a file in it")
    }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw FlowError("cannot read '\(path)': \(error.localizedDescription)")
    }
  }
}
