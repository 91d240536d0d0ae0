extension Product {
  /// C = A·B, where C is `rows × columns`. It serves the few small matrices that are computed from weights
  /// once a run; ``matrixProduct`` multiplies with lanes.
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
