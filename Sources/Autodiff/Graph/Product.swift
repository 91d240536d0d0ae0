/// The shape of a product of two matrices, either of which may be stored transposed. All are
/// row-major.
struct Product: Hashable, Sendable {
  /// Rows of the result and of A.
  var rows: Int
  /// Columns of A and rows of B: what the product sums over.
  var inner: Int
  /// Columns of the result and of B.
  var columns: Int
  /// Whether A is stored as `inner × rows`, and B as `columns × inner`.
  var transposedA: Bool
  var transposedB: Bool
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
