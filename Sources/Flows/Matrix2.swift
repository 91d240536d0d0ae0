import Autodiff

/// What a ``Matrix2`` can be made of: numbers, and values of a graph.
public protocol MatrixEntry {
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
}

extension Float: MatrixEntry {}
extension Double: MatrixEntry {}
extension Value: MatrixEntry {}

/// A matrix of two rows and two columns, such as a flow's Jacobian at one point:
///
///     ⎛ a b ⎞
///     ⎝ c d ⎠
public struct Matrix2<Entry> {
  public var a, b, c, d: Entry

  public init(a: Entry, b: Entry, c: Entry, d: Entry) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// The entries row by row: a, b, c, d.
  public var entries: [Entry] { [a, b, c, d] }
}

extension Matrix2: Equatable where Entry: Equatable {}
extension Matrix2: Hashable where Entry: Hashable {}
extension Matrix2: Sendable where Entry: Sendable {}

extension Matrix2 where Entry: MatrixEntry {
  public var trace: Entry { a + d }

  /// By how much areas grow; negative where the map turns the plane over.
  public var determinant: Entry { a * d - c * b }

  /// First `right`, then `left`.
  public static func * (left: Matrix2, right: Matrix2) -> Matrix2 {
    Matrix2(
      a: left.a * right.a + left.b * right.c, b: left.a * right.b + left.b * right.d,
      c: left.c * right.a + left.d * right.c, d: left.c * right.b + left.d * right.d)
  }
}

extension Matrix2 where Entry: BinaryFloatingPoint & SIMDScalar & MatrixEntry {
  /// - Parameters:
  ///   - first: what becomes of (1, 0).
  ///   - second: what becomes of (0, 1).
  public init(columns first: SIMD2<Entry>, _ second: SIMD2<Entry>) {
    self.init(a: first.x, b: second.x, c: first.y, d: second.y)
  }

  /// The same in this precision.
  public init(_ other: Matrix2<some BinaryFloatingPoint>) {
    self.init(a: Entry(other.a), b: Entry(other.b), c: Entry(other.c), d: Entry(other.d))
  }

  /// What the matrix makes of a vector.
  public func callAsFunction(_ v: SIMD2<Entry>) -> SIMD2<Entry> {
    SIMD2(a * v.x + b * v.y, c * v.x + d * v.y)
  }

  /// Whether there is an inverse: the determinant is a number other than 0.
  public var isInvertible: Bool { determinant != 0 && determinant.isFinite }

  /// The inverse; of a matrix that has none, entries that are infinite or not numbers.
  public var inverse: Matrix2 {
    let scale = 1 / determinant
    return Matrix2(a: d * scale, b: -b * scale, c: -c * scale, d: a * scale)
  }
}

extension Matrix2 where Entry == Value {
  /// The Jacobian of one point by another, of the columns that ``Graph/jacobian(of:at:)`` returns.
  public init(columns: [Value]) {
    precondition(
      columns.count == 2 && columns.allSatisfy { $0.features == 2 }, "not two by two")
    self.init(
      a: columns[0].feature(0), b: columns[1].feature(0), c: columns[0].feature(1),
      d: columns[1].feature(1))
  }
}
