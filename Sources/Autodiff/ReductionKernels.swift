// Sums over lanes. Adding up the lanes of one register costs as much as sixteen multiply-adds, so
// wide weight gradients transpose their input once and become an ordinary matrix product.

/// out[r] += Σ over the first `lanes` lanes of a[r].
@_specialize(where S == Float)
@_specialize(where S == Double)
func addLaneSums<S: LaneScalar>(
  _ out: UnsafeMutablePointer<S>, _ a: UnsafePointer<S>, rowStep: Int, rows: Int, lanes: Int
) {
  let width = S.Lanes.scalarCount
  var row = 0
  while row < rows {
    let source = a + row &* rowStep
    var sum = S.Lanes()
    var i = 0
    while i &+ width <= lanes {
      sum += load(source + i)
      i &+= width
    }
    var total: S = horizontalSum(sum)
    while i < lanes {
      total += source[i]
      i &+= 1
    }
    out[row] += total
    row &+= 1
  }
}

@inline(__always)
private func horizontalSum<S: LaneScalar>(_ v: S.Lanes) -> S {
  // Written out in a fixed order, which is also the order that halving registers gives.
  var parts = v
  var width = S.Lanes.scalarCount
  while width > 1 {
    width &>>= 1
    var i = 0
    while i < width {
      parts[i] += parts[i &+ width]
      i &+= 1
    }
  }
  return parts[0]
}

/// out[r][c] += Σ over the first `lanes` lanes of y[r]·x[c].
///
/// - Parameter scratch: room for `lanes × (columns rounded up to whole registers)` scalars.
@_specialize(where S == Float)
@_specialize(where S == Double)
func addOuterProduct<S: LaneScalar>(
  _ out: UnsafeMutablePointer<S>, y: UnsafePointer<S>, rows: Int, yStep: Int,
  x: UnsafePointer<S>, columns: Int, xStep: Int, lanes: Int, scratch: UnsafeMutablePointer<S>
) {
  let width = S.Lanes.scalarCount
  if columns % width == 0, rows > 2 {
    transpose(x, rows: columns, rowStep: xStep, columns: lanes, into: scratch, step: columns)
    matrixProduct(
      out, row: columns, rows: rows, vectors: columns / width, depth: lanes,
      ScalarMatrix(base: y, row: yStep, column: 1), UnsafePointer(scratch), row: columns,
      start: nil, finish: .add)
    return
  }
  var r = 0
  while r < rows {
    let first = y + r &* yStep
    var c = 0
    while c < columns {
      let second = x + c &* xStep
      var sum = S.Lanes()
      var i = 0
      while i &+ width <= lanes {
        sum = sum.addingProduct(load(first + i), load(second + i))
        i &+= width
      }
      var total: S = horizontalSum(sum)
      while i < lanes {
        total += first[i] * second[i]
        i &+= 1
      }
      out[r &* columns &+ c] += total
      c &+= 1
    }
    r &+= 1
  }
}

/// target[column][row] = source[row][column], where both sides are whole blocks of 16 × 16 for the
/// fast path.
@_specialize(where S == Float)
@_specialize(where S == Double)
func transpose<S: LaneScalar>(
  _ source: UnsafePointer<S>, rows: Int, rowStep: Int, columns: Int,
  into target: UnsafeMutablePointer<S>, step: Int
) {
  let width = S.Lanes.scalarCount
  var column = 0
  while column < columns {
    var row = 0
    while row < rows {
      var v = S.Lanes()
      let base = source + row &* rowStep + column
      var k = 0
      while k < width {
        v[k] = base[k &* rowStep]
        k &+= 1
      }
      store(v, target + column &* step + row)
      row &+= width
    }
    column &+= 1
  }
}

// Loads and stores of whole registers, private to each file that has kernels: a debug build inlines
// within a file only, and a call per register costs fifteen times the arithmetic.

@inline(__always)
private func load<S: LaneScalar>(_ p: UnsafePointer<S>) -> S.Lanes {
  UnsafeRawPointer(p).loadUnaligned(as: S.Lanes.self)
}

@inline(__always)
private func store<S: LaneScalar>(_ v: S.Lanes, _ p: UnsafeMutablePointer<S>) {
  UnsafeMutableRawPointer(p).storeBytes(of: v, as: S.Lanes.self)
}
