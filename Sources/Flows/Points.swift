import Foundation

/// Points of the plane from a user's file: CSV (or any other separated text) and NumPy's .npy.
///
/// Both readers accept `-` for standard input, refuse values that are not finite, and name the line
/// (or row) and the value that they stumble over.
public enum Points {
  /// Reads a file in either format; which one, its first bytes tell.
  /// - Parameter path: a path, or `-` for standard input.
  /// - Throws: ``FlowError`` naming the file, the line and the value.
  public static func read(_ path: String) throws(FlowError) -> [SIMD2<Double>] {
    let data = try contents(of: path)
    return try named(path) { () throws(FlowError) in
      data.starts(with: numPyMagic) ? try parseNPY(data) : try parseCSV(data)
    }
  }

  /// Reads two columns of numbers separated by commas, semicolons, tabs or spaces.
  ///
  /// A first line without any number is a header. With one that names columns `x1` and `x2` (or `x`
  /// and `y`), further columns may stand beside them and are left out.
  /// - Parameter path: a path, or `-` for standard input.
  /// - Throws: ``FlowError`` naming the file, the line and the value.
  public static func readCSV(_ path: String) throws(FlowError) -> [SIMD2<Double>] {
    let data = try contents(of: path)
    return try named(path) { () throws(FlowError) in try parseCSV(data) }
  }

  /// Reads an array of shape (N, 2), float32 or float64, little-endian, in C order.
  /// - Parameter path: a path, or `-` for standard input.
  /// - Throws: ``FlowError`` naming the file and what is wrong with it.
  public static func readNPY(_ path: String) throws(FlowError) -> [SIMD2<Double>] {
    let data = try contents(of: path)
    return try named(path) { () throws(FlowError) in try parseNPY(data) }
  }

  private static func contents(of path: String) throws(FlowError) -> Data {
    path == "-" ? try Files.readStandardInput() : try Files.read(path)
  }

  /// Puts the file's name before whatever goes wrong in it.
  private static func named(
    _ path: String, _ parse: () throws(FlowError) -> [SIMD2<Double>]
  ) throws(FlowError) -> [SIMD2<Double>] {
    do {
      return try parse()
    } catch {
      throw FlowError("\(path == "-" ? "standard input" : path): \(error)")
    }
  }
}
