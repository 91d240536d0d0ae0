/// The shape of a product of two matrices, either of which may be stored transposed. All are
/// row-major.
struct Product: Hashable, Sendable {
  /// Of the result.
  var rows: Int
  var inner: Int
  /// Of the result.
  var columns: Int
  /// Whether A is stored as `inner × rows`, and B as `columns × inner`.
  var transposedA: Bool
  var transposedB: Bool

  /// C = A·B for C of `rows × columns`. For the few small matrices that are made of weights once a
  /// run; products with lanes are ``matrixProduct``.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func evaluate<S: LaneScalar>(
    _ c: UnsafeMutablePointer<S>, _ a: UnsafePointer<S>, _ b: UnsafePointer<S>
  ) {
    let (aRow, aColumn) = transposedA ? (1, rows) : (inner, 1)
    let (bRow, bColumn) = transposedB ? (1, inner) : (columns, 1)
    for row in 0..<rows {
      let target = c + row &* columns
      target.update(repeating: 0, count: columns)
      for index in 0..<inner {
        let factor = a[row &* aRow &+ index &* aColumn]
        let source = b + index &* bRow
        for column in 0..<columns { target[column] += factor * source[column &* bColumn] }
      }
    }
  }
}

extension Value {
  /// A·B, `rows × columns`, of matrices that all lanes share: this one, `rows × inner`, and `other`,
  /// `inner × columns`. One that is `transposed` is stored the other way round.
  public func product(
    _ other: Value, rows: Int, inner: Int, columns: Int, transposed: (Bool, Bool) = (false, false)
  ) -> Value {
    precondition(!perLane && !other.perLane, "a product of matrices is shared by all lanes")
    precondition(
      features == rows * inner && other.features == inner * columns, "matrices of the wrong size")
    let shape = Product(
      rows: rows, inner: inner, columns: columns, transposedA: transposed.0,
      transposedB: transposed.1)
    return graph.append(Node(.product(shape), [id, other.id], rows * columns, perLane: false))
  }

  /// What this adjoint of a product sends to one of its factors.
  func pulledBack(through shape: Product, to index: Int, _ a: Value, _ b: Value) -> Value {
    let (rows, inner, columns) = (shape.rows, shape.inner, shape.columns)
    switch (index, shape.transposedA, shape.transposedB) {
    case (0, false, let flip):
      return product(b, rows: rows, inner: columns, columns: inner, transposed: (false, !flip))
    case (0, true, let flip):
      return b.product(self, rows: inner, inner: columns, columns: rows, transposed: (flip, true))
    case (_, let flip, false):
      return a.product(self, rows: inner, inner: rows, columns: columns, transposed: (!flip, false))
    case (_, let flip, true):
      return product(a, rows: columns, inner: rows, columns: inner, transposed: (true, flip))
    }
  }
}
