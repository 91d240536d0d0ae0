/// Four vectors of lanes side by side, in one row of C or of B.
private struct Quad<S: LaneScalar> {
  var x0: S.Lanes
  var x1: S.Lanes
  var x2: S.Lanes
  var x3: S.Lanes

  /// The number that row `m` starts with.
  @inline(__always)
  init(_ start: UnsafePointer<S>?, _ m: Int) {
    let x: S.Lanes = initial(start, m)
    (x0, x1, x2, x3) = (x, x, x, x)
  }

  @inline(__always)
  init(_ p: UnsafePointer<S>) {
    let w = S.Lanes.scalarCount
    x0 = load(p)
    x1 = load(p + w)
    x2 = load(p + 2 &* w)
    x3 = load(p + 3 &* w)
  }

  @inline(__always)
  mutating func add(_ a: S, times b: Self) {
    let s = S.Lanes(repeating: a)
    x0 = x0.addingProduct(s, b.x0)
    x1 = x1.addingProduct(s, b.x1)
    x2 = x2.addingProduct(s, b.x2)
    x3 = x3.addingProduct(s, b.x3)
  }

  @_transparent
  func write<F: Finisher>(to c: UnsafeMutablePointer<S>, _ finisher: F) {
    let w = S.Lanes.scalarCount
    put(x0, c, finisher)
    put(x1, c + w, finisher)
    put(x2, c + 2 &* w, finisher)
    put(x3, c + 3 &* w, finisher)
  }
}

#if WIDE_REGISTERS
  /// Four rows of C, from row `m` on, for four vectors of columns.
  @inline(__always)
  private func fourBroadRows<S: LaneScalar, F: Finisher>(
    _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
    _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
  ) {
    var y0 = Quad(start, m)
    var y1 = Quad(start, m &+ 1)
    var y2 = Quad(start, m &+ 2)
    var y3 = Quad(start, m &+ 3)
    var a0 = a.base + m &* a.row
    var a1 = a0 + a.row
    var a2 = a1 + a.row
    var a3 = a2 + a.row
    var bk = b
    var k = 0
    while k < depth {
      let v = Quad(bk)
      y0.add(a0.pointee, times: v)
      y1.add(a1.pointee, times: v)
      y2.add(a2.pointee, times: v)
      y3.add(a3.pointee, times: v)
      a0 += a.column
      a1 += a.column
      a2 += a.column
      a3 += a.column
      bk += bRow
      k &+= 1
    }
    let cm = c + m &* cRow
    y0.write(to: cm, finisher)
    y1.write(to: cm + cRow, finisher)
    y2.write(to: cm + 2 &* cRow, finisher)
    y3.write(to: cm + 3 &* cRow, finisher)
  }

  /// Two rows of C, from row `m` on, for four vectors of columns.
  @inline(__always)
  private func twoBroadRows<S: LaneScalar, F: Finisher>(
    _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
    _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
  ) {
    var y0 = Quad(start, m)
    var y1 = Quad(start, m &+ 1)
    var a0 = a.base + m &* a.row
    var a1 = a0 + a.row
    var bk = b
    var k = 0
    while k < depth {
      let v = Quad(bk)
      y0.add(a0.pointee, times: v)
      y1.add(a1.pointee, times: v)
      a0 += a.column
      a1 += a.column
      bk += bRow
      k &+= 1
    }
    let cm = c + m &* cRow
    y0.write(to: cm, finisher)
    y1.write(to: cm + cRow, finisher)
  }
#endif

/// Rows of C for four vectors of columns.
@inline(__always)
func broadBlocks<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Range<Int>, _ depth: Int,
  _ a: ScalarMatrix<S>, _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?,
  _ finisher: F
) {
  var m = rows.lowerBound
  #if WIDE_REGISTERS
    while m &+ 4 <= rows.upperBound {
      fourBroadRows(c, cRow, m, depth, a, b, bRow, start, finisher)
      m &+= 4
    }
    while m &+ 2 <= rows.upperBound {
      twoBroadRows(c, cRow, m, depth, a, b, bRow, start, finisher)
      m &+= 2
    }
  #endif
  while m < rows.upperBound {
    var y = Quad(start, m)
    var am = a.base + m &* a.row
    var bk = b
    var k = 0
    while k < depth {
      y.add(am.pointee, times: Quad(bk))
      am += a.column
      bk += bRow
      k &+= 1
    }
    y.write(to: c + m &* cRow, finisher)
    m &+= 1
  }
}
