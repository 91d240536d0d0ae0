// Elementwise kernels: one pass over rows of registers. An operand is a block of rows, a single row
// used for every row (rowStep 0), or one number per row (splat).
//
// Each function is a type, not a closure: closures passed to the loops are not always inlined, and
// a call per register costs thirty times the arithmetic.

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

@_specialize(where S == Float)
@_specialize(where S == Double)
func evaluate<S: LaneScalar>(_ function: Unary, _ out: RowOutput<S>, _ a: RowOperand<S>) {
  switch function {
  case .negate: map(Negate.self, out, a)
  case .reciprocal: map(Reciprocal.self, out, a)
  case .squareRoot: map(SquareRoot.self, out, a)
  case .exponential: map(Exponential.self, out, a)
  case .logarithm: map(Logarithm.self, out, a)
  case .tanh: map(HyperbolicTangent.self, out, a)
  case .sigmoid: map(Sigmoid.self, out, a)
  case .softplus: map(Softplus.self, out, a)
  case .absolute: map(Absolute.self, out, a)
  case .sign: map(Sign.self, out, a)
  case .relu: map(Rectify.self, out, a)
  case .step: map(Step.self, out, a)
  case .swish: map(Swish.self, out, a)
  case .swishSlope: map(SwishSlope.self, out, a)
  case .swishBend: map(SwishBend.self, out, a)
  }
}

@_specialize(where S == Float)
@_specialize(where S == Double)
func evaluate<S: LaneScalar>(
  _ function: Binary, _ out: RowOutput<S>, _ a: RowOperand<S>, _ b: RowOperand<S>
) {
  switch function {
  case .add: zip(Add.self, out, a, b)
  case .subtract: zip(Subtract.self, out, a, b)
  case .multiply: zip(Multiply.self, out, a, b)
  case .divide: zip(Divide.self, out, a, b)
  case .minimum: zip(Minimum.self, out, a, b)
  case .maximum: zip(Maximum.self, out, a, b)
  case .less: zip(Less.self, out, a, b)
  case .gate: zip(Gate.self, out, a, b)
  }
}

/// Swish, and in as many rows after it its first derivative, and the second where `slopes` is 2. All three
/// share one sigmoid, which is most of what each costs alone.
@_specialize(where S == Float)
@_specialize(where S == Double)
func evaluateSwish<S: LaneScalar>(_ out: RowOutput<S>, _ a: RowOperand<S>, slopes: Int) {
  let width = S.Lanes.scalarCount
  let count = out.vectors &* width
  let block = out.rows &* out.rowStep
  var row = 0
  while row < out.rows {
    let target = out.base + row &* out.rowStep
    let source = a.base + row &* a.rowStep
    var i = 0
    while i < count {
      let x: S.Lanes = a.splat ? S.Lanes(repeating: source.pointee) : load(source + i)
      let s = S.sigmoid(x)
      store(Swish<S>.apply(x, sigmoid: s), target + i)
      store(SwishSlope<S>.apply(x, sigmoid: s), target + block + i)
      if slopes > 1 { store(SwishBend<S>.apply(x, sigmoid: s), target + 2 &* block + i) }
      i &+= width
    }
    row &+= 1
  }
}

// MARK: Loops

private func map<S: LaneScalar, F: LaneMap>(
  _: F.Type, _ out: RowOutput<S>, _ a: RowOperand<S>
) where F.S == S {
  let width = S.Lanes.scalarCount
  let count = out.vectors &* width
  var row = 0
  while row < out.rows {
    let target = out.base + row &* out.rowStep
    let source = a.base + row &* a.rowStep
    var i = 0
    if a.splat {
      let value = F.apply(S.Lanes(repeating: source.pointee))
      while i < count {
        store(value, target + i)
        i &+= width
      }
    } else {
      while i < count {
        store(F.apply(load(source + i)), target + i)
        i &+= width
      }
    }
    row &+= 1
  }
}

private func zip<S: LaneScalar, F: LaneZip>(
  _: F.Type, _ out: RowOutput<S>, _ a: RowOperand<S>, _ b: RowOperand<S>
) where F.S == S {
  let width = S.Lanes.scalarCount
  let count = out.vectors &* width
  var row = 0
  while row < out.rows {
    let target = out.base + row &* out.rowStep
    let first = a.base + row &* a.rowStep
    let second = b.base + row &* b.rowStep
    var i = 0
    switch (a.splat, b.splat) {
    case (true, true):
      let value = F.apply(
        S.Lanes(repeating: first.pointee), S.Lanes(repeating: second.pointee))
      while i < count {
        store(value, target + i)
        i &+= width
      }
    case (true, false):
      let x = S.Lanes(repeating: first.pointee)
      while i < count {
        store(F.apply(x, load(second + i)), target + i)
        i &+= width
      }
    case (false, true):
      let y = S.Lanes(repeating: second.pointee)
      while i < count {
        store(F.apply(load(first + i), y), target + i)
        i &+= width
      }
    case (false, false):
      while i < count {
        store(F.apply(load(first + i), load(second + i)), target + i)
        i &+= width
      }
    }
    row &+= 1
  }
}

// MARK: Functions

/// A function of one register of lanes.
private protocol LaneMap {
  associatedtype S: LaneScalar
  static func apply(_ x: S.Lanes) -> S.Lanes
}

/// A function of two registers of lanes.
private protocol LaneZip {
  associatedtype S: LaneScalar
  static func apply(_ x: S.Lanes, _ y: S.Lanes) -> S.Lanes
}

private enum Negate<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { -x }
}
private enum Reciprocal<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { 1 / x }
}
private enum SquareRoot<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { S.squareRoots(x) }
}
private enum Exponential<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { S.exponential(x) }
}
private enum Logarithm<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { S.logarithm(x) }
}
private enum HyperbolicTangent<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { S.hyperbolicTangent(x) }
}
private enum Sigmoid<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { S.sigmoid(x) }
}
private enum Softplus<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { S.softplus(x) }
}
private enum Absolute<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes {
    S.absolute(x)
  }
}
private enum Sign<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes {
    Step<S>.apply(x) - Step<S>.apply(-x)
  }
}
private enum Rectify<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes {
    // In this order a NaN passes through.
    S.maximum(S.Lanes(), x)
  }
}
private enum Step<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes {
    S.less(S.Lanes(), x)
  }
}

private enum Swish<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { apply(x, sigmoid: S.sigmoid(x)) }
  @inline(__always) static func apply(_ x: S.Lanes, sigmoid s: S.Lanes) -> S.Lanes { x * s }
}
private enum SwishSlope<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { apply(x, sigmoid: S.sigmoid(x)) }
  @inline(__always) static func apply(_ x: S.Lanes, sigmoid s: S.Lanes) -> S.Lanes {
    s * (1 + x * (1 - s))
  }
}
private enum SwishBend<S: LaneScalar>: LaneMap {
  @inline(__always) static func apply(_ x: S.Lanes) -> S.Lanes { apply(x, sigmoid: S.sigmoid(x)) }
  @inline(__always) static func apply(_ x: S.Lanes, sigmoid s: S.Lanes) -> S.Lanes {
    s * (1 - s) * (2 + x * (1 - (s + s)))
  }
}

private enum Add<S: LaneScalar>: LaneZip {
  @inline(__always) static func apply(_ x: S.Lanes, _ y: S.Lanes) -> S.Lanes { x + y }
}
private enum Subtract<S: LaneScalar>: LaneZip {
  @inline(__always) static func apply(_ x: S.Lanes, _ y: S.Lanes) -> S.Lanes { x - y }
}
private enum Multiply<S: LaneScalar>: LaneZip {
  @inline(__always) static func apply(_ x: S.Lanes, _ y: S.Lanes) -> S.Lanes { x * y }
}
private enum Divide<S: LaneScalar>: LaneZip {
  @inline(__always) static func apply(_ x: S.Lanes, _ y: S.Lanes) -> S.Lanes { x / y }
}
private enum Minimum<S: LaneScalar>: LaneZip {
  @inline(__always) static func apply(_ x: S.Lanes, _ y: S.Lanes) -> S.Lanes {
    S.minimum(x, y)
  }
}
private enum Maximum<S: LaneScalar>: LaneZip {
  @inline(__always) static func apply(_ x: S.Lanes, _ y: S.Lanes) -> S.Lanes {
    S.maximum(x, y)
  }
}
private enum Less<S: LaneScalar>: LaneZip {
  @inline(__always) static func apply(_ x: S.Lanes, _ y: S.Lanes) -> S.Lanes {
    S.less(x, y)
  }
}
private enum Gate<S: LaneScalar>: LaneZip {
  @inline(__always) static func apply(_ x: S.Lanes, _ y: S.Lanes) -> S.Lanes { S.gate(x, y) }
}
