// Elementwise kernels: one pass over rows of registers. An operand is a block of rows, a single row
// used for every row (rowStep 0), or one number per row (splat).

/// Where an elementwise kernel reads an operand.
struct RowOperand<S> {
  var base: UnsafePointer<S>
  /// Scalars from one row to the next; 0 repeats the first row.
  var rowStep: Int
  /// One number fills the whole row.
  var splat: Bool
}

/// Where an elementwise kernel writes.
struct RowOutput<S> {
  var base: UnsafeMutablePointer<S>
  var rowStep: Int
  var rows: Int
  /// Registers per row.
  var vectors: Int
}

@inline(__always)
private func map<S: LaneScalar>(
  _ out: RowOutput<S>, _ a: RowOperand<S>, _ f: (S.Lanes) -> S.Lanes
) {
  let width = S.Lanes.scalarCount
  var row = 0
  while row < out.rows {
    let target = out.base + row &* out.rowStep
    let source = a.base + row &* a.rowStep
    let count = out.vectors &* width
    var i = 0
    if a.splat {
      let value = f(S.Lanes(repeating: source.pointee))
      while i < count {
        store(value, target + i)
        i &+= width
      }
    } else {
      while i < count {
        store(f(load(source + i)), target + i)
        i &+= width
      }
    }
    row &+= 1
  }
}

@inline(__always)
private func zip<S: LaneScalar>(
  _ out: RowOutput<S>, _ a: RowOperand<S>, _ b: RowOperand<S>,
  _ f: (S.Lanes, S.Lanes) -> S.Lanes
) {
  let width = S.Lanes.scalarCount
  var row = 0
  while row < out.rows {
    let target = out.base + row &* out.rowStep
    let first = a.base + row &* a.rowStep
    let second = b.base + row &* b.rowStep
    let count = out.vectors &* width
    var i = 0
    if a.splat {
      let x = S.Lanes(repeating: first.pointee)
      if b.splat {
        let y = f(x, S.Lanes(repeating: second.pointee))
        while i < count {
          store(y, target + i)
          i &+= width
        }
      } else {
        while i < count {
          store(f(x, load(second + i)), target + i)
          i &+= width
        }
      }
    } else if b.splat {
      let y = S.Lanes(repeating: second.pointee)
      while i < count {
        store(f(load(first + i), y), target + i)
        i &+= width
      }
    } else {
      while i < count {
        store(f(load(first + i), load(second + i)), target + i)
        i &+= width
      }
    }
    row &+= 1
  }
}

@_specialize(where S == Float)
@_specialize(where S == Double)
func evaluate<S: LaneScalar>(_ function: Unary, _ out: RowOutput<S>, _ a: RowOperand<S>) {
  switch function {
  case .negate: map(out, a) { -$0 }
  case .reciprocal: map(out, a) { 1 / $0 }
  case .squareRoot: map(out, a) { S.squareRoots($0) }
  case .exponential: map(out, a) { S.exponential($0) }
  case .logarithm: map(out, a) { S.logarithm($0) }
  case .tanh: map(out, a) { S.hyperbolicTangent($0) }
  case .sigmoid: map(out, a) { S.sigmoid($0) }
  case .softplus: map(out, a) { S.softplus($0) }
  case .absolute: map(out, a) { $0.replacing(with: -$0, where: $0 .< 0) }
  case .sign:
    map(out, a) {
      S.Lanes().replacing(with: 1, where: $0 .> 0) - S.Lanes().replacing(with: 1, where: $0 .< 0)
    }
  case .relu: map(out, a) { $0.replacing(with: 0, where: $0 .< 0) }
  case .step: map(out, a) { S.Lanes().replacing(with: 1, where: $0 .> 0) }
  }
}

@_specialize(where S == Float)
@_specialize(where S == Double)
func evaluate<S: LaneScalar>(
  _ function: Binary, _ out: RowOutput<S>, _ a: RowOperand<S>, _ b: RowOperand<S>
) {
  switch function {
  case .add: zip(out, a, b) { $0 + $1 }
  case .subtract: zip(out, a, b) { $0 - $1 }
  case .multiply: zip(out, a, b) { $0 * $1 }
  case .divide: zip(out, a, b) { $0 / $1 }
  case .minimum: zip(out, a, b) { $1.replacing(with: $0, where: $0 .< $1) }
  case .maximum: zip(out, a, b) { $1.replacing(with: $0, where: $0 .> $1) }
  case .less: zip(out, a, b) { S.Lanes().replacing(with: 1, where: $0 .< $1) }
  }
}

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
      store(lanes(b, row, i).replacing(with: lanes(a, row, i), where: c .!= 0), target + i)
      i &+= width
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
