/// Elementwise functions of one operand. Each has its derivative here and its vectorised evaluation
/// in ElementwiseKernels.swift.
enum Unary: UInt8, Hashable, CaseIterable {
  case negate, reciprocal, squareRoot, exponential, logarithm, tanh, sigmoid, softplus, absolute
  case sign, relu, step
  /// x · sigmoid(x), its derivative and its second derivative: one pass each, where the product rule
  /// would make some ten. A residual flow's training step is half as long again without them.
  case swish, swishSlope, swishBend

  /// dy/dx, given x and y; `nil` where it is zero everywhere.
  func derivative(_ x: Value, _ y: Value) -> Value? {
    switch self {
    case .negate: x.graph.constant(-1)
    case .reciprocal: -(y * y)
    case .squareRoot: 0.5 / y
    case .exponential: y
    case .logarithm: x.reciprocal
    case .tanh: 1 - y * y
    case .sigmoid: y * (1 - y)
    case .softplus: x.sigmoid
    case .absolute: x.sign
    case .relu: y.step
    case .swish: x.apply(.swishSlope)
    case .swishSlope: x.apply(.swishBend)
    case .swishBend:
      // σ′(3(1 − 2σ) + x(1 − 6σ′)), with σ′ = σ(1 − σ).
      x.sigmoid * (1 - x.sigmoid)
        * (3 * (1 - 2 * x.sigmoid) + x * (1 - 6 * (x.sigmoid * (1 - x.sigmoid))))
    case .sign, .step: nil
    }
  }

  /// dy/dx · factor; `nil` where it is zero everywhere.
  func derivative(_ x: Value, _ y: Value, times factor: Value) -> Value? {
    // One operation instead of two, which a matrix product can absorb.
    if self == .relu { return factor.gated(by: y) }
    return derivative(x, y).map { $0 * factor }
  }

  /// The function of one number: for folding constants, and what the kernels are tested against.
  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .negate: -x
    case .reciprocal: 1 / x
    case .squareRoot: x.squareRoot()
    case .exponential: Reference.exp(x)
    case .logarithm: Reference.log(x)
    case .tanh: Reference.tanh(x)
    case .sigmoid: 1 / (1 + Reference.exp(-x))
    case .softplus: max(x, 0) + Reference.log1p(Reference.exp(-abs(x)))
    case .absolute: abs(x)
    case .sign: x > 0 ? 1 : (x < 0 ? -1 : 0)
    case .relu: max(x, 0)
    case .step: x > 0 ? 1 : 0
    case .swish: x * Unary.sigmoid(x)
    case .swishSlope: Unary.sigmoid(x) * (1 + x * (1 - Unary.sigmoid(x)))
    case .swishBend:
      Unary.sigmoid(x) * (1 - Unary.sigmoid(x)) * (2 + x * (1 - 2 * Unary.sigmoid(x)))
    }
  }
}

/// Elementwise functions of two operands, with their partial derivatives.
enum Binary: UInt8, Hashable, CaseIterable {
  case add, subtract, multiply, divide, minimum, maximum
  /// 1 where a < b, else 0.
  case less
  /// a where b > 0, else 0.
  case gate

  /// ∂y/∂a and ∂y/∂b; `nil` where one is zero everywhere. At a tie, minimum and maximum follow b.
  func partials(_ a: Value, _ b: Value, _ y: Value) -> (Value?, Value?) {
    let one = a.graph.constant(1)
    switch self {
    case .add: return (one, one)
    case .subtract: return (one, -one)
    case .multiply: return (b, a)
    case .divide: return (b.reciprocal, -(y / b))
    case .minimum:
      let first = a.isLess(than: b)
      return (first, 1 - first)
    case .maximum:
      let first = b.isLess(than: a)
      return (first, 1 - first)
    case .less: return (nil, nil)
    case .gate: return (b.step, nil)
    }
  }

  /// ∂y/∂a · factor for index 0, ∂y/∂b · factor for index 1; `nil` where that is zero everywhere.
  func partial(_ index: Int, _ a: Value, _ b: Value, _ y: Value, times factor: Value) -> Value? {
    if self == .gate { return index == 0 ? factor.gated(by: b) : nil }
    let (first, second) = partials(a, b, y)
    return (index == 0 ? first : second).map { $0 * factor }
  }

  func callAsFunction(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .minimum: a < b ? a : b
    case .maximum: a > b ? a : b
    case .less: a < b ? 1 : 0
    case .gate: b > 0 ? a : 0
    }
  }
}
