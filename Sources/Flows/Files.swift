import Foundation

/// Reading whole files, with errors that say what to do.
public enum Files {
  /// - Throws: ``FlowError`` that names the file.
  public static func read(_ path: String) throws(FlowError) -> Data {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw FlowError("cannot read '\(path)': it is a folder; name a file in it")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    do {
      guard descriptor >= 0 else { throw SystemFailure() }
      defer { close(descriptor) }
      return try Descriptor.read(descriptor)
    } catch {
      throw FlowError("cannot read '\(path)': \(error)")
    }
  }

  /// Everything that comes from standard input.
  /// - Throws: ``FlowError`` with the system's reason.
  public static func readStandardInput() throws(FlowError) -> Data {
    do {
      return try Descriptor.read(STDIN_FILENO)
    } catch {
      throw FlowError("cannot read standard input: \(error)")
    }
  }
}
