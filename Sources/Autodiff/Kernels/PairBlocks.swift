#if WIDE_REGISTERS
  /// Two vectors of lanes side by side, in one row of C or of B.
  private struct Pair<S: LaneScalar> {
    var x0: S.Lanes
    var x1: S.Lanes

    @inline(__always)
    init(_ start: UnsafePointer<S>?, _ m: Int) {
      let x: S.Lanes = initial(start, m)
      (x0, x1) = (x, x)
    }

    @inline(__always)
    init(_ p: UnsafePointer<S>) {
      x0 = load(p)
      x1 = load(p + S.Lanes.scalarCount)
    }

    @inline(__always)
    mutating func add(_ a: S, times b: Self) {
      let s = S.Lanes(repeating: a)
      x0 = x0.addingProduct(s, b.x0)
      x1 = x1.addingProduct(s, b.x1)
    }

    @_transparent
    func write<F: Finisher>(to c: UnsafeMutablePointer<S>, _ finisher: F) {
      put(x0, c, finisher)
      put(x1, c + S.Lanes.scalarCount, finisher)
    }
  }

  /// Eight rows of C, from row `m` on, for two vectors of columns.
  @inline(__always)
  private func eightPairs<S: LaneScalar, F: Finisher>(
    _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
    _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
  ) {
    var y0 = Pair(start, m)
    var y1 = Pair(start, m &+ 1)
    var y2 = Pair(start, m &+ 2)
    var y3 = Pair(start, m &+ 3)
    var y4 = Pair(start, m &+ 4)
    var y5 = Pair(start, m &+ 5)
    var y6 = Pair(start, m &+ 6)
    var y7 = Pair(start, m &+ 7)
    let row = a.row
    var a0 = a.base + m &* row
    var a4 = a0 + 4 &* row
    var bk = b
    var k = 0
    while k < depth {
      let v = Pair(bk)
      y0.add(a0.pointee, times: v)
      y1.add(a0[row], times: v)
      y2.add(a0[2 &* row], times: v)
      y3.add(a0[3 &* row], times: v)
      y4.add(a4.pointee, times: v)
      y5.add(a4[row], times: v)
      y6.add(a4[2 &* row], times: v)
      y7.add(a4[3 &* row], times: v)
      a0 += a.column
      a4 += a.column
      bk += bRow
      k &+= 1
    }
    let cm = c + m &* cRow
    y0.write(to: cm, finisher)
    y1.write(to: cm + cRow, finisher)
    y2.write(to: cm + 2 &* cRow, finisher)
    y3.write(to: cm + 3 &* cRow, finisher)
    y4.write(to: cm + 4 &* cRow, finisher)
    y5.write(to: cm + 5 &* cRow, finisher)
    y6.write(to: cm + 6 &* cRow, finisher)
    y7.write(to: cm + 7 &* cRow, finisher)
  }

  /// Rows of C for two vectors of columns.
  @inline(__always)
  func pairBlocks<S: LaneScalar, F: Finisher>(
    _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Int, _ depth: Int, _ a: ScalarMatrix<S>,
    _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
  ) {
    var m = 0
    while m &+ 8 <= rows {
      eightPairs(c, cRow, m, depth, a, b, bRow, start, finisher)
      m &+= 8
    }
    let rest = ScalarMatrix(base: a.base + m &* a.row, row: a.row, column: a.column)
    let begin = start.map { $0 + m }
    for vector in 0..<2 {
      let shift = vector &* S.Lanes.scalarCount
      let corner = c + m &* cRow + shift
      let done = tallBlocks(
        corner, cRow, rows &- m, depth, rest, b + shift, bRow, begin, finisher)
      singleRows(
        corner, cRow, done..<(rows &- m), depth, rest, b + shift, bRow, begin, finisher)
    }
  }
#endif
