// The matrix kernel: one register-blocked product serves the dense layer, its input's adjoint and
// its weight's gradient. Blocks of 4 outputs × 4 registers of lanes keep 16 independent
// multiply-adds in flight, with one broadcast per output and one load per register and step.

/// A strided matrix operand read one scalar at a time: element (m, k) is at m·row + k·column.
struct ScalarMatrix<S> {
  var base: UnsafePointer<S>
  var row: Int
  var column: Int
}

/// What happens to a result of ``matrixProduct`` on its way to memory.
enum Finish {
  case store
  /// Added to what is there.
  case add
  /// Negative numbers become 0.
  case rectify
  /// Kept where the number at this offset from the result's own place is above 0, else 0.
  case gate(Int)
}

@inline(__always)
private func load<S: LaneScalar>(_ p: UnsafePointer<S>) -> S.Lanes {
  UnsafeRawPointer(p).loadUnaligned(as: S.Lanes.self)
}

@inline(__always)
private func store<S: LaneScalar>(_ v: S.Lanes, _ p: UnsafeMutablePointer<S>) {
  UnsafeMutableRawPointer(p).storeBytes(of: v, as: S.Lanes.self)
}

/// C[m][n] = start[m] + Σₖ A[m][k] · B[k][n], finished as told, for n over whole registers.
///
/// - Parameters:
///   - start: one number per row, or `nil` for 0.
///   - finish: what happens to a result on its way to C.
///   - vectors: columns of B and C, in registers.
@_specialize(where S == Float)
@_specialize(where S == Double)
func matrixProduct<S: LaneScalar>(
  _ c: UnsafeMutablePointer<S>, row cRow: Int, rows: Int, vectors: Int, depth: Int,
  _ a: ScalarMatrix<S>, _ b: UnsafePointer<S>, row bRow: Int, start: UnsafePointer<S>?,
  finish: Finish
) {
  let width = S.Lanes.scalarCount
  var n = 0
  while n &+ 4 <= vectors {
    panel4(
      c + n &* width, cRow, rows, depth, a, b + n &* width, bRow, start, finish, width)
    n &+= 4
  }
  while n < vectors {
    panel1(
      c + n &* width, cRow, rows, depth, a, b + n &* width, bRow, start, finish, width)
    n &+= 1
  }
}

@inline(__always)
private func initial<S: LaneScalar>(_ start: UnsafePointer<S>?, _ m: Int) -> S.Lanes {
  if let start { return S.Lanes(repeating: start[m]) }
  return S.Lanes()
}

/// Stores a result as `finish` says.
@inline(__always)
private func put<S: LaneScalar>(_ x: S.Lanes, _ c: UnsafeMutablePointer<S>, _ finish: Finish) {
  switch finish {
  case .store: store(x, c)
  case .add: store(x + load(UnsafePointer(c)), c)
  // In this order a NaN passes through.
  case .rectify: store(S.maximum(S.Lanes(), x), c)
  case .gate(let offset): store(S.gate(x, load(UnsafePointer(c) + offset)), c)
  }
}

/// All rows of C for four registers of columns.
@inline(__always)
private func panel4<S: LaneScalar>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Int, _ depth: Int, _ a: ScalarMatrix<S>,
  _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finish: Finish, _ w: Int
) {
  var m = 0
  while m &+ 4 <= rows {
    let c0 = c + m &* cRow
    let c1 = c0 + cRow
    let c2 = c1 + cRow
    let c3 = c2 + cRow
    var x00 = initial(start, m)
    var x01 = initial(start, m)
    var x02 = initial(start, m)
    var x03 = initial(start, m)
    var x10 = initial(start, m &+ 1)
    var x11 = initial(start, m &+ 1)
    var x12 = initial(start, m &+ 1)
    var x13 = initial(start, m &+ 1)
    var x20 = initial(start, m &+ 2)
    var x21 = initial(start, m &+ 2)
    var x22 = initial(start, m &+ 2)
    var x23 = initial(start, m &+ 2)
    var x30 = initial(start, m &+ 3)
    var x31 = initial(start, m &+ 3)
    var x32 = initial(start, m &+ 3)
    var x33 = initial(start, m &+ 3)
    var a0 = a.base + m &* a.row
    var a1 = a0 + a.row
    var a2 = a1 + a.row
    var a3 = a2 + a.row
    var bk = b
    var k = 0
    while k < depth {
      let b0 = load(bk)
      let b1 = load(bk + w)
      let b2 = load(bk + 2 &* w)
      let b3 = load(bk + 3 &* w)
      let s0 = S.Lanes(repeating: a0.pointee)
      x00 = x00.addingProduct(s0, b0)
      x01 = x01.addingProduct(s0, b1)
      x02 = x02.addingProduct(s0, b2)
      x03 = x03.addingProduct(s0, b3)
      let s1 = S.Lanes(repeating: a1.pointee)
      x10 = x10.addingProduct(s1, b0)
      x11 = x11.addingProduct(s1, b1)
      x12 = x12.addingProduct(s1, b2)
      x13 = x13.addingProduct(s1, b3)
      let s2 = S.Lanes(repeating: a2.pointee)
      x20 = x20.addingProduct(s2, b0)
      x21 = x21.addingProduct(s2, b1)
      x22 = x22.addingProduct(s2, b2)
      x23 = x23.addingProduct(s2, b3)
      let s3 = S.Lanes(repeating: a3.pointee)
      x30 = x30.addingProduct(s3, b0)
      x31 = x31.addingProduct(s3, b1)
      x32 = x32.addingProduct(s3, b2)
      x33 = x33.addingProduct(s3, b3)
      a0 += a.column
      a1 += a.column
      a2 += a.column
      a3 += a.column
      bk += bRow
      k &+= 1
    }
    put(x00, c0, finish)
    put(x01, c0 + w, finish)
    put(x02, c0 + 2 &* w, finish)
    put(x03, c0 + 3 &* w, finish)
    put(x10, c1, finish)
    put(x11, c1 + w, finish)
    put(x12, c1 + 2 &* w, finish)
    put(x13, c1 + 3 &* w, finish)
    put(x20, c2, finish)
    put(x21, c2 + w, finish)
    put(x22, c2 + 2 &* w, finish)
    put(x23, c2 + 3 &* w, finish)
    put(x30, c3, finish)
    put(x31, c3 + w, finish)
    put(x32, c3 + 2 &* w, finish)
    put(x33, c3 + 3 &* w, finish)
    m &+= 4
  }
  while m &+ 2 <= rows {
    let c0 = c + m &* cRow
    let c1 = c0 + cRow
    var x00 = initial(start, m)
    var x01 = initial(start, m)
    var x02 = initial(start, m)
    var x03 = initial(start, m)
    var x10 = initial(start, m &+ 1)
    var x11 = initial(start, m &+ 1)
    var x12 = initial(start, m &+ 1)
    var x13 = initial(start, m &+ 1)
    var a0 = a.base + m &* a.row
    var a1 = a0 + a.row
    var bk = b
    var k = 0
    while k < depth {
      let b0 = load(bk)
      let b1 = load(bk + w)
      let b2 = load(bk + 2 &* w)
      let b3 = load(bk + 3 &* w)
      let s0 = S.Lanes(repeating: a0.pointee)
      x00 = x00.addingProduct(s0, b0)
      x01 = x01.addingProduct(s0, b1)
      x02 = x02.addingProduct(s0, b2)
      x03 = x03.addingProduct(s0, b3)
      let s1 = S.Lanes(repeating: a1.pointee)
      x10 = x10.addingProduct(s1, b0)
      x11 = x11.addingProduct(s1, b1)
      x12 = x12.addingProduct(s1, b2)
      x13 = x13.addingProduct(s1, b3)
      a0 += a.column
      a1 += a.column
      bk += bRow
      k &+= 1
    }
    put(x00, c0, finish)
    put(x01, c0 + w, finish)
    put(x02, c0 + 2 &* w, finish)
    put(x03, c0 + 3 &* w, finish)
    put(x10, c1, finish)
    put(x11, c1 + w, finish)
    put(x12, c1 + 2 &* w, finish)
    put(x13, c1 + 3 &* w, finish)
    m &+= 2
  }
  while m < rows {
    let c0 = c + m &* cRow
    var x0 = initial(start, m)
    var x1 = initial(start, m)
    var x2 = initial(start, m)
    var x3 = initial(start, m)
    var a0 = a.base + m &* a.row
    var bk = b
    var k = 0
    while k < depth {
      let s = S.Lanes(repeating: a0.pointee)
      x0 = x0.addingProduct(s, load(bk))
      x1 = x1.addingProduct(s, load(bk + w))
      x2 = x2.addingProduct(s, load(bk + 2 &* w))
      x3 = x3.addingProduct(s, load(bk + 3 &* w))
      a0 += a.column
      bk += bRow
      k &+= 1
    }
    put(x0, c0, finish)
    put(x1, c0 + w, finish)
    put(x2, c0 + 2 &* w, finish)
    put(x3, c0 + 3 &* w, finish)
    m &+= 1
  }
}

/// All rows of C for one register of columns.
@inline(__always)
private func panel1<S: LaneScalar>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Int, _ depth: Int, _ a: ScalarMatrix<S>,
  _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finish: Finish, _ w: Int
) {
  var m = 0
  while m < rows {
    let c0 = c + m &* cRow
    var x = initial(start, m)
    var a0 = a.base + m &* a.row
    var bk = b
    var k = 0
    while k < depth {
      x = x.addingProduct(S.Lanes(repeating: a0.pointee), load(bk))
      a0 += a.column
      bk += bRow
      k &+= 1
    }
    put(x, c0, finish)
    m &+= 1
  }
}

#if !FUSED_MULTIPLY_ADD
  extension SIMD where Scalar: LaneScalar {
    /// Rounded twice: see the manifest.
    @inline(__always)
    fileprivate func addingProduct(_ a: Self, _ b: Self) -> Self { self + a * b }
  }
#endif
