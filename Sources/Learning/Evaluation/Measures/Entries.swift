import Foundation

/// A 2×2 matrix, row-major.
struct Entries {
  var a, b, c, d: Double

  subscript(line: Int, column: Int) -> Double {
    switch (line, column) {
    case (1, 1): a
    case (1, 2): b
    case (2, 1): c
    default: d
    }
  }

  private var determinant: Double { a * d - b * c }

  /// `nil` for a matrix that has none.
  var inverse: Entries? {
    let determinant = determinant
    guard determinant != 0, determinant.isFinite else { return nil }
    return Entries(
      a: d / determinant, b: -b / determinant, c: -c / determinant, d: a / determinant)
  }

  /// The singular values.
  var stretches: (greatest: Double, least: Double) {
    // Of a rotation and scaling, and of a reflection and scaling, whose sum the matrix is.
    let greatest = 0.5 * (hypot(a + d, c - b) + hypot(a - d, b + c))
    return (greatest, greatest > 0 ? abs(determinant) / greatest : 0)
  }
}
