// Elementwise operations as ONNX has them. Most are one operator; what has no name there is made of some.

extension OnnxTranslation {
  /// - Parameter own: the name of the result.
  mutating func translate(_ function: Unary, _ x: String, as own: String) -> String {
    switch function {
    case .negate: return add("Neg", [x], as: own)
    case .reciprocal: return add("Reciprocal", [x], as: own)
    case .squareRoot: return add("Sqrt", [x], as: own)
    case .exponential: return add("Exp", [x], as: own)
    case .logarithm: return add("Log", [x], as: own)
    case .tanh: return add("Tanh", [x], as: own)
    case .sigmoid: return add("Sigmoid", [x], as: own)
    case .softplus:
      if precision == .single { return add("Softplus", [x], as: own) }
      // onnxruntime 1.32 has Softplus in single precision only: max(x, 0) + log(1 + e^−|x|).
      let small = add("Exp", [add("Neg", [add("Abs", [x])])])
      return add("Add", [add("Relu", [x]), add("Log", [add("Add", [number(1), small])])], as: own)
    case .absolute: return add("Abs", [x], as: own)
    case .sign: return add("Sign", [x], as: own)
    case .relu: return add("Relu", [x], as: own)
    case .step: return asNumber(add("Greater", [x, number(0)]), as: own)
    case .swish: return add("Mul", [x, add("Sigmoid", [x])], as: own)
    case .swishSlope:
      // σ·(1 + x·(1 − σ))
      let sigmoid = add("Sigmoid", [x])
      let bend = add("Mul", [x, add("Sub", [number(1), sigmoid])])
      return add("Mul", [sigmoid, add("Add", [number(1), bend])], as: own)
    case .swishBend:
      // σ·(1 − σ)·(2 + x·(1 − 2σ))
      let sigmoid = add("Sigmoid", [x])
      let slope = add("Mul", [sigmoid, add("Sub", [number(1), sigmoid])])
      let odd = add("Sub", [number(1), add("Add", [sigmoid, sigmoid])])
      let rest = add("Add", [number(2), add("Mul", [x, odd])])
      return add("Mul", [slope, rest], as: own)
    }
  }

  /// - Parameter isCondition: whether a comparison's result is wanted as such, and not as 0 or 1.
  mutating func translate(
    _ function: Binary, _ a: String, _ b: String, as own: String, isCondition: Bool
  ) -> String {
    switch function {
    case .add: return add("Add", [a, b], as: own)
    case .subtract: return add("Sub", [a, b], as: own)
    case .multiply: return add("Mul", [a, b], as: own)
    case .divide: return add("Div", [a, b], as: own)
    case .minimum: return add("Min", [a, b], as: own)
    case .maximum: return add("Max", [a, b], as: own)
    case .less:
      if isCondition { return add("Less", [a, b], as: own) }
      return asNumber(add("Less", [a, b]), as: own)
    case .gate:
      return add("Where", [add("Greater", [b, number(0)]), a, number(0)], as: own)
    }
  }

  /// A comparison's result as 0 or 1.
  private mutating func asNumber(_ condition: String, as own: String) -> String {
    add("Cast", [condition], as: own, [("to", precision.type)])
  }
}
