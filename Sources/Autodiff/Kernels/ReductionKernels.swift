// Sums over lanes. Adding up the lanes of one register costs as much as sixteen multiply-adds, so
// rows are summed a block at a time (RegisterBlocks.swift), and wide weight gradients transpose their
// input once and become an ordinary matrix product.

/// out[r] += Σ over the first `lanes` lanes of a[r].
///
/// - Parameter begins: whether out counts as 0 before, whatever it holds.
@_specialize(where S == Float)
@_specialize(where S == Double)
func addLaneSums<S: LaneScalar>(
  _ out: UnsafeMutablePointer<S>, _ a: UnsafePointer<S>, rowStep: Int, rows: Int, lanes: Int,
  begins: Bool
) {
  if begins { out.update(repeating: 0, count: rows) }
  addSums(out, step: 1, a, rowStep: rowStep, rows: rows, times: nil, lanes: lanes)
}

/// out[r][c] += Σ over the first `lanes` lanes of y[r]·x[c].
///
/// - Parameters:
///   - scratch: room for `columns` rows of a tile, and for a block of registers besides.
///   - begins: whether out counts as 0 before, whatever it holds.
@_specialize(where S == Float)
@_specialize(where S == Double)
func addOuterProduct<S: LaneScalar>(
  _ out: UnsafeMutablePointer<S>, y: UnsafePointer<S>, rows: Int, yStep: Int,
  x: UnsafePointer<S>, columns: Int, xStep: Int, lanes: Int, scratch: UnsafeMutablePointer<S>,
  begins: Bool
) {
  let width = S.Lanes.scalarCount
  let isProduct = columns % width == 0 && rows > 2
  if begins && !isProduct { out.update(repeating: 0, count: rows &* columns) }
  if isProduct {
    let spare = scratch + columns &* xStep
    var lane = 0
    while lane < lanes {
      var column = 0
      while column < columns {
        S.transposeBlock(
          x + column &* xStep + lane, step: xStep, into: scratch + lane &* columns + column,
          step: columns, spare: spare)
        column &+= width
      }
      lane &+= width
    }
    matrixProduct(
      out, row: columns, rows: rows, vectors: columns / width, depth: lanes,
      ScalarMatrix(base: y, row: yStep, column: 1), UnsafePointer(scratch), row: columns,
      start: nil, finish: begins ? .store : .add)
  } else if rows < columns {
    for row in 0..<rows {
      addSums(
        out + row &* columns, step: 1, x, rowStep: xStep, rows: columns, times: y + row &* yStep,
        lanes: lanes)
    }
  } else {
    for column in 0..<columns {
      addSums(
        out + column, step: columns, y, rowStep: yStep, rows: rows, times: x + column &* xStep,
        lanes: lanes)
    }
  }
}

/// out[r · step] += Σ over the first `lanes` lanes of y[r] · x, or of y[r] alone.
@inline(__always)
private func addSums<S: LaneScalar>(
  _ out: UnsafeMutablePointer<S>, step: Int, _ y: UnsafePointer<S>, rowStep: Int, rows: Int,
  times x: UnsafePointer<S>?, lanes: Int
) {
  let width = S.Lanes.scalarCount
  let whole = lanes / width &* width
  var row = 0
  while row &+ width <= rows {
    let sums = S.blockSums(y + row &* rowStep, step: rowStep, times: x, count: whole)
    if step == 1 {
      store(load(out + row) + sums, out + row)
    } else {
      for i in 0..<width { out[(row &+ i) &* step] += sums[i] }
    }
    row &+= width
  }
  while row < rows {
    let source = y + row &* rowStep
    var sum = S.Lanes()
    var i = 0
    while i < whole {
      if let x {
        sum = sum.addingProduct(load(source + i), load(x + i))
      } else {
        sum += load(source + i)
      }
      i &+= width
    }
    out[row &* step] += horizontalSum(sum)
    row &+= 1
  }
  // Lanes that do not fill a register, as at the end of a batch.
  for lane in whole..<lanes {
    let factor = x.map { $0[lane] } ?? 1
    for row in 0..<rows { out[row &* step] += factor * y[row &* rowStep &+ lane] }
  }
}

/// The sum of a register's lanes, always in the same order: halves are added to each other.
@_specialize(where S == Float)
@_specialize(where S == Double)
func horizontalSum<S: LaneScalar>(_ v: S.Lanes) -> S {
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
