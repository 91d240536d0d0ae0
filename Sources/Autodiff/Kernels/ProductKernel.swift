extension Product {
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
