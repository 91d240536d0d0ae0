import Flows
import Foundation

/// Reading whole files, with errors that say what to do.
public enum Files {
  /// - Throws: ``FlowError`` that names the file.
  public static func read(_ path: String) throws(FlowError) -> Data {
    do {
      return Data(try bytes(of: path))
    } catch {
      throw FlowError("cannot read '\(path)': \(error)")
    }
  }
}
