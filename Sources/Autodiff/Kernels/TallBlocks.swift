/// Six rows of C, from row `m` on, for one vector of columns.
@inline(__always)
private func sixTallRows<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
  _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
) {
  var x0 = initial(start, m)
  var x1 = initial(start, m &+ 1)
  var x2 = initial(start, m &+ 2)
  var x3 = initial(start, m &+ 3)
  var x4 = initial(start, m &+ 4)
  var x5 = initial(start, m &+ 5)
  var ak = a.base + m &* a.row
  var bk = b
  var k = 0
  while k < depth {
    let v = load(bk)
    x0 = x0.addingProduct(S.Lanes(repeating: ak.pointee), v)
    x1 = x1.addingProduct(S.Lanes(repeating: ak[a.row]), v)
    x2 = x2.addingProduct(S.Lanes(repeating: ak[2 &* a.row]), v)
    x3 = x3.addingProduct(S.Lanes(repeating: ak[3 &* a.row]), v)
    x4 = x4.addingProduct(S.Lanes(repeating: ak[4 &* a.row]), v)
    x5 = x5.addingProduct(S.Lanes(repeating: ak[5 &* a.row]), v)
    ak += a.column
    bk += bRow
    k &+= 1
  }
  let cm = c + m &* cRow
  put(x0, cm, finisher)
  put(x1, cm + cRow, finisher)
  put(x2, cm + 2 &* cRow, finisher)
  put(x3, cm + 3 &* cRow, finisher)
  put(x4, cm + 4 &* cRow, finisher)
  put(x5, cm + 5 &* cRow, finisher)
}

/// Four rows of C, from row `m` on, for one vector of columns.
@inline(__always)
private func fourTallRows<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
  _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
) {
  var x0 = initial(start, m)
  var x1 = initial(start, m &+ 1)
  var x2 = initial(start, m &+ 2)
  var x3 = initial(start, m &+ 3)
  var ak = a.base + m &* a.row
  var bk = b
  var k = 0
  while k < depth {
    let v = load(bk)
    x0 = x0.addingProduct(S.Lanes(repeating: ak.pointee), v)
    x1 = x1.addingProduct(S.Lanes(repeating: ak[a.row]), v)
    x2 = x2.addingProduct(S.Lanes(repeating: ak[2 &* a.row]), v)
    x3 = x3.addingProduct(S.Lanes(repeating: ak[3 &* a.row]), v)
    ak += a.column
    bk += bRow
    k &+= 1
  }
  let cm = c + m &* cRow
  put(x0, cm, finisher)
  put(x1, cm + cRow, finisher)
  put(x2, cm + 2 &* cRow, finisher)
  put(x3, cm + 3 &* cRow, finisher)
}

/// Rows of C for one vector of columns, six or four at a time; returns how many rows that made.
@inline(__always)
func tallBlocks<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Int, _ depth: Int, _ a: ScalarMatrix<S>,
  _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
) -> Int {
  var m = 0
  while m &+ 6 <= rows {
    sixTallRows(c, cRow, m, depth, a, b, bRow, start, finisher)
    m &+= 6
  }
  while m &+ 4 <= rows {
    fourTallRows(c, cRow, m, depth, a, b, bRow, start, finisher)
    m &+= 4
  }
  return m
}

/// Rows of C for one vector of columns, one at a time.
@inline(__always)
func singleRows<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Range<Int>, _ depth: Int,
  _ a: ScalarMatrix<S>, _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?,
  _ finisher: F
) {
  for m in rows {
    var x = initial(start, m)
    var am = a.base + m &* a.row
    var bk = b
    var k = 0
    while k < depth {
      x = x.addingProduct(S.Lanes(repeating: am.pointee), load(bk))
      am += a.column
      bk += bRow
      k &+= 1
    }
    put(x, c + m &* cRow, finisher)
  }
}
