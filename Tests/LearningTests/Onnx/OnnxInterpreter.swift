import Foundation

/// Runs the operators of an ONNX file one after the other, in Double, as their definitions say
/// (https://onnx.ai/onnx/operators).
struct OnnxInterpreter {
  struct Unknown: Error { var what: String }

  let file: OnnxFile

  /// The outputs for rows of points, by name.
  func run(_ points: [SIMD2<Double>]) throws -> [String: [Double]] {
    var values = file.constants
    values[file.inputs[0]] = OnnxArray([points.count, 2], points.flatMap { [$0.x, $0.y] })
    for node in file.operators {
      let inputs = try node.inputs.map { name in
        guard let value = values[name] else { throw Unknown(what: "no value '\(name)'") }
        return value
      }
      values[node.output] = try result(of: node, inputs)
    }
    return file.outputs.reduce(into: [:]) { $0[$1] = values[$1]?.numbers }
  }

  private func result(of node: OnnxFile.Operator, _ x: [OnnxArray]) throws -> OnnxArray {
    if let function = Self.unary[node.type] {
      return OnnxArray(x[0].shape, x[0].numbers.map(function))
    }
    if let function = Self.binary[node.type] {
      return elementwise(x[0], x[1], function)
    }
    switch node.type {
    case "Cast": return OnnxArray(x[0].shape, x[0].numbers.map { node.casts($0) })
    case "Where":
      // What is chosen is as large as all three.
      let chosen = elementwise(elementwise(x[0], x[1]) { a, _ in a }, x[2]) { a, _ in a }
      let (a, b) = (elementwise(chosen, x[1]) { $1 }, elementwise(chosen, x[2]) { $1 })
      return OnnxArray(
        chosen.shape,
        chosen.numbers.indices.map { chosen.numbers[$0] != 0 ? a.numbers[$0] : b.numbers[$0] })
    case "Gemm": return product(node, x)
    case "ReduceSum":
      return OnnxArray(
        [x[0].rows, 1],
        (0..<x[0].rows).map { row in
          (0..<x[0].columns).reduce(0) { $0 + x[0].at(row, $1) }
        })
    case "Shape": return OnnxArray([x[0].shape.count], x[0].shape.map(Double.init))
    case "Slice": return slice(x[0], x[1...].map { Int($0.numbers[0]) })
    case "Concat":
      if node.attributes["axis"] == 0 {
        return OnnxArray([x.reduce(0) { $0 + $1.columns }], x.flatMap(\.numbers))
      }
      return OnnxArray(
        [x[0].rows, x.reduce(0) { $0 + $1.columns }],
        (0..<x[0].rows).flatMap { row in
          x.flatMap { piece in (0..<piece.columns).map { piece.at(row, $0) } }
        })
    case "Expand":
      let wanted = x[1].numbers.map(Int.init)
      return elementwise(
        x[0], OnnxArray(wanted, Array(repeating: 0, count: wanted.reduce(1, *)))
      ) { a, _ in a }
    case "Squeeze": return OnnxArray([x[0].rows], x[0].numbers)
    default: throw Unknown(what: node.type)
    }
  }

  private func elementwise(
    _ a: OnnxArray, _ b: OnnxArray, _ function: (Double, Double) -> Double
  ) -> OnnxArray {
    let (rows, columns) = (max(a.rows, b.rows), max(a.columns, b.columns))
    var numbers: [Double] = []
    numbers.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { numbers.append(function(a.at(row, column), b.at(row, column))) }
    }
    let isRow = a.shape.count < 2 && b.shape.count < 2
    return OnnxArray(isRow ? [columns] : [rows, columns], numbers)
  }

  private func product(_ node: OnnxFile.Operator, _ x: [OnnxArray]) -> OnnxArray {
    let isTransposed = node.attributes["transB"] == 1
    let (depth, columns) = (x[0].columns, isTransposed ? x[1].rows : x[1].columns)
    // Steps in B from one column to the next, and from one term of the sum to the next.
    let (across, along) = isTransposed ? (depth, 1) : (1, columns)
    let (a, b) = (x[0].numbers, x[1].numbers)
    var numbers: [Double] = []
    numbers.reserveCapacity(x[0].rows * columns)
    for row in 0..<x[0].rows {
      for column in 0..<columns {
        var sum = x.count > 2 ? x[2].at(row, column) : 0
        for index in 0..<depth {
          sum += a[row &* depth &+ index] * b[column &* across &+ index &* along]
        }
        numbers.append(sum)
      }
    }
    return OnnxArray([x[0].rows, columns], numbers)
  }

  /// - Parameter bounds: where it begins, where it ends, and along which axis.
  private func slice(_ x: OnnxArray, _ bounds: [Int]) -> OnnxArray {
    let range = bounds[0]..<bounds[1]
    if x.shape.count == 1 { return OnnxArray([range.count], Array(x.numbers[range])) }
    return OnnxArray(
      [x.rows, range.count], (0..<x.rows).flatMap { row in range.map { x.at(row, $0) } })
  }

  private static let unary: [String: @Sendable (Double) -> Double] = [
    "Neg": { -$0 }, "Reciprocal": { 1 / $0 }, "Sqrt": { $0.squareRoot() }, "Exp": { exp($0) },
    "Log": { log($0) }, "Tanh": { tanh($0) }, "Sigmoid": { 1 / (1 + exp(-$0)) },
    "Softplus": { max($0, 0) + log1p(exp(-abs($0))) }, "Abs": { abs($0) },
    "Sign": { $0 == 0 ? 0 : ($0 > 0 ? 1 : -1) }, "Relu": { max($0, 0) },
  ]

  private static let binary: [String: @Sendable (Double, Double) -> Double] = [
    "Add": { $0 + $1 }, "Sub": { $0 - $1 }, "Mul": { $0 * $1 }, "Div": { $0 / $1 },
    "Min": { min($0, $1) }, "Max": { max($0, $1) }, "Less": { $0 < $1 ? 1 : 0 },
    "Greater": { $0 > $1 ? 1 : 0 },
  ]
}

extension OnnxFile.Operator {
  /// To a truth value (type 9) or to a number.
  fileprivate func casts(_ value: Double) -> Double {
    attributes["to"] == 9 ? (value != 0 ? 1 : 0) : value
  }
}
