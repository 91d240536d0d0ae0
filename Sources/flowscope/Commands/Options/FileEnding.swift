import ArgumentParser
import Foundation

/// The ends of file names that say what is in a file.
enum FileEnding {
  private static let known: Set = [
    "csv", "gz", "json", "npy", "npz", "onnx", "parquet", "pdf", "pkl", "png", "pt", "pth",
    "safetensors", "svg", "tsv", "txt", "yaml",
  ]

  /// The ending in small letters, as in `csv`; empty where there is none.
  static func of(_ path: String) -> String {
    URL(fileURLWithPath: path).pathExtension.lowercased()
  }

  /// - Parameters:
  ///   - path: what `--out` names.
  ///   - usual: the ending of such files.
  ///   - what: what is written, as in `an ONNX model`.
  /// - Throws: for a name that ends as those of other files do.
  static func refuseOthers(_ path: String, usual: String, _ what: String) throws {
    let ending = of(path)
    guard ending != usual, known.contains(ending) else { return }
    throw ValidationError("--out \(path): \(what) is written, not .\(ending); name it .\(usual)")
  }
}
