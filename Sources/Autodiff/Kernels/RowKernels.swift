// Elementwise kernels of three operands, and sums of rows.

/// out = condition ≠ 0 ? a : b.
@_specialize(where S == Float)
@_specialize(where S == Double)
func select<S: LaneScalar>(
  _ out: RowOutput<S>, _ condition: RowOperand<S>, _ a: RowOperand<S>, _ b: RowOperand<S>
) {
  let width = S.Lanes.scalarCount
  var row = 0
  while row < out.rows {
    let target = out.base + row &* out.rowStep
    var i = 0
    while i < out.vectors &* width {
      let c = lanes(condition, row, i)
      store(S.select(c, lanes(a, row, i), lanes(b, row, i)), target + i)
      i &+= width
    }
    row &+= 1
  }
}

/// out = a·b + c, or c − a·b.
@_specialize(where S == Float)
@_specialize(where S == Double)
func multiplyAdd<S: LaneScalar>(
  _ out: RowOutput<S>, _ a: RowOperand<S>, _ b: RowOperand<S>, _ c: RowOperand<S>, negated: Bool
) {
  let width = S.Lanes.scalarCount
  let count = out.vectors &* width
  var row = 0
  while row < out.rows {
    let target = out.base + row &* out.rowStep
    let (x, y) = (a.base + row &* a.rowStep, b.base + row &* b.rowStep)
    let z = c.base + row &* c.rowStep
    var i = 0
    if a.splat || b.splat {
      while i < count {
        let factor = lanes(a, row, i)
        let sum = lanes(c, row, i).addingProduct(negated ? -factor : factor, lanes(b, row, i))
        store(sum, target + i)
        i &+= width
      }
    } else if c.splat {
      let start = S.Lanes(repeating: z.pointee)
      while i < count {
        let factor = load(x + i)
        store(start.addingProduct(negated ? -factor : factor, load(y + i)), target + i)
        i &+= width
      }
    } else {
      while i < count {
        let factor = load(x + i)
        store(load(z + i).addingProduct(negated ? -factor : factor, load(y + i)), target + i)
        i &+= width
      }
    }
    row &+= 1
  }
}

@inline(__always)
private func lanes<S: LaneScalar>(_ operand: RowOperand<S>, _ row: Int, _ i: Int) -> S.Lanes {
  let base = operand.base + row &* operand.rowStep
  return operand.splat ? S.Lanes(repeating: base.pointee) : load(base + i)
}

/// out = Σ over the rows of a.
@_specialize(where S == Float)
@_specialize(where S == Double)
func sumRows<S: LaneScalar>(
  _ out: UnsafeMutablePointer<S>, _ a: UnsafePointer<S>, rowStep: Int, rows: Int, vectors: Int
) {
  let width = S.Lanes.scalarCount
  var i = 0
  while i < vectors &* width {
    var sum = load(a + i)
    var row = 1
    while row < rows {
      sum += load(a + row &* rowStep + i)
      row &+= 1
    }
    store(sum, out + i)
    i &+= width
  }
}

/// out = Σ over `rows` rows of a·b.
@_specialize(where S == Float)
@_specialize(where S == Double)
func dotRows<S: LaneScalar>(
  _ out: RowOutput<S>, _ a: RowOperand<S>, _ b: RowOperand<S>, rows: Int
) {
  let width = S.Lanes.scalarCount
  var i = 0
  while i < out.vectors &* width {
    var sum = S.Lanes()
    var row = 0
    while row < rows {
      sum = sum.addingProduct(lanes(a, row, i), lanes(b, row, i))
      row &+= 1
    }
    store(sum, out.base + i)
    i &+= width
  }
}
