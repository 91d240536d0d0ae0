import Autodiff
import Foundation

/// A layer of a block neural autoregressive flow (de Cao et al. 2019, arXiv:1904.04676, equations 6 to 10),
/// from data to base:
///
///     z₁ = g₁(x₁) + e^s₁·x₁,    z₂ = g₂(x₂; x₁) + e^s₂·x₂
///
/// Neural autoregressive flows have one network that makes another one's weights. Here is a single network
/// whose weights are in blocks: those from xₖ's units to xₖ's units are positive, so that zₖ increases with
/// xₖ, those from x₁'s to x₂'s are free, and the rest is 0. dzₖ/dxₖ is the product of the positive blocks
/// with the slopes of the units between.
///
/// Units are tanh, whose sum is bounded: the scaled identity takes z to all numbers, keeps the slope above
/// e^s, and brackets the root that the other direction needs. Outputs begin small, the layer as about the
/// identity.
struct BlockAutoregressive: Bijection {
  let name = "blocks"
  let jacobian = JacobianStructure.triangular
  let forwardMethod = Method.root(tolerance: 1e-6)
  /// The blend of two increasing maps increases.
  let blends = true
  /// The feature that comes first.
  private let first: Int
  private let networks: (first: BlockNetwork, second: BlockNetwork)
  /// s before the clamp.
  private let logScale: Parameter

  /// Bound on |s|.
  private static let limit = 3.0

  init(first: Int, _ builder: inout LayerBuilder) {
    self.first = first
    networks = (
      BlockNetwork("first", isFree: false, &builder), BlockNetwork("second", isFree: true, &builder)
    )
    logScale = builder.layout.addZeros("logScale", count: 2)
  }

  private func scales(_ graph: Graph) -> Value {
    (Self.limit * (logScale(graph) / Self.limit).tanh).exp
  }

  func inverse(_ x: Value) -> Mapped {
    let scales = scales(x.graph)
    let (x1, x2) = (x.feature(first), x.feature(1 - first))
    let one = networks.first(x1)
    let two = networks.second(x2, beside: one.units)
    return inOrder(
      Mapped(
        one.value + scales.feature(0) * x1, logDet: (one.slope + scales.feature(0)).log),
      Mapped(
        two.value + scales.feature(1) * x2, logDet: (two.slope + scales.feature(1)).log))
  }

  func forward(_ z: Value) -> Mapped {
    let scales = scales(z.graph)
    let x1 = solve(z.feature(first), scale: scales.feature(0)) { networks.first($0) }
    let beside = networks.first(x1.point).units
    let x2 = solve(z.feature(1 - first), scale: scales.feature(1)) {
      networks.second($0, beside: beside)
    }
    return inOrder(x1, x2)
  }

  /// The root of g(x) + scale·x = z. As g increases, it lies between 0 and (z − g(0))/scale.
  private func solve(
    _ z: Value, scale: Value, _ network: (Value) -> BlockNetwork.Output
  ) -> Mapped {
    let zero = 0 * z
    let bound = (z - network(zero).value) / scale
    let (x, report) = increasingRoot(between: bound.minimum(zero), and: bound.maximum(zero)) { x in
      let found = network(x)
      let line = scale * x
      return (
        found.value + line - z, found.slope + scale,
        found.value.absolute + line.absolute + z.absolute + 1
      )
    }
    return Mapped(x, logDet: -(network(x).slope + scale).log, report: report)
  }

  private func inOrder(_ a: Mapped, _ b: Mapped) -> Mapped {
    Mapped(
      .concatenate(first == 0 ? [a.point, b.point] : [b.point, a.point]),
      logDet: a.logDet + b.logDet, report: .joined([a.report, b.report]))
  }
}

/// The blocks of one feature: an increasing function of it, shaped by the units of the feature before it.
private struct BlockNetwork: Sendable {
  struct Output {
    var value: Value
    /// Its derivative by the feature.
    var slope: Value
    /// What each layer saw, for the next feature.
    var units: [Value]
  }

  private let layers: [BlockLayer]

  /// - Parameter isFree: whether there is a feature before it.
  init(_ name: String, isFree: Bool, _ builder: inout LayerBuilder) {
    var layers: [BlockLayer] = []
    var width = 1
    for (index, next) in (builder.hidden + [1]).enumerated() {
      layers.append(
        BlockLayer(
          name, index, inputs: width, outputs: next, isFree: isFree,
          isLast: index == builder.hidden.count, &builder))
      width = next
    }
    self.layers = layers
  }

  func callAsFunction(_ x: Value, beside: [Value] = []) -> Output {
    var output = Output(value: x, slope: x.graph.constant(1), units: [])
    for (index, layer) in layers.enumerated() {
      output.units.append(output.value)
      let sum = layer(output.value, beside: beside.isEmpty ? nil : beside[index])
      let slope = layer.slope(output.slope)
      if index < layers.count - 1 {
        output.value = sum.tanh
        output.slope = slope * (1 - output.value.squared)
      } else {
        (output.value, output.slope) = (sum, slope)
      }
    }
    return output
  }
}

/// One layer of blocks. Every row of its weights, e^w for the feature's own units and u for those beside it,
/// is scaled to length e^gain (weight normalization, as in the paper).
private struct BlockLayer: Sendable {
  private let inputs: Int
  private let outputs: Int
  /// w `[outputs, inputs]`.
  private let weight: Parameter
  /// u `[outputs, inputs]`.
  private let beside: Parameter?
  private let gain: Parameter
  private let bias: Parameter

  /// Data lie within ± this.
  private static let reach = 4.0

  init(
    _ name: String, _ index: Int, inputs: Int, outputs: Int, isFree: Bool, isLast: Bool,
    _ builder: inout LayerBuilder
  ) {
    (self.inputs, self.outputs) = (inputs, outputs)
    let count = inputs * outputs
    func add(_ part: String, _ shape: [Int], _ values: [Float]) -> Parameter {
      builder.layout.add("\(name)\(part)\(index)", shape: shape, values)
    }
    weight = add("Weight", [outputs, inputs], builder.values(count) { Float(0.5 * $0.normal()) })
    beside =
      isFree
      ? add("Beside", [outputs, inputs], builder.values(count) { Float(0.5 * $0.normal()) }) : nil
    // The first layer's units have their knees where data are; sums of the next are as wide as √inputs.
    let width = index == 0 ? Self.reach : Double(inputs).squareRoot()
    let logLength: Float = builder.isNeutral ? -5 : -3
    gain = add(
      "Gain", [outputs], builder.values(outputs) { _ in isLast ? logLength : 0 })
    bias = add(
      "Bias", [outputs],
      builder.values(outputs) { isLast ? 0 : Float(width * (2 * $0.uniform() - 1)) })
  }

  private func scale(_ graph: Graph) -> Value {
    let ones = graph.constant(Array(repeating: 1, count: inputs))
    let squares = [positive(graph).squared] + (beside.map { [$0(graph).squared] } ?? [])
    let total = squares.dropFirst().reduce(squares[0]) { $0 + $1 }
    let length = total.product(ones, rows: outputs, inner: inputs, columns: 1).squareRoot
    return gain(graph).exp / length
  }

  private func positive(_ graph: Graph) -> Value { weight(graph).exp }

  func callAsFunction(_ value: Value, beside units: Value?) -> Value {
    let graph = value.graph
    var sum = value.dense(weight: positive(graph), outputs: outputs)
    if let units, let beside {
      sum = sum + units.dense(weight: beside(graph), outputs: outputs)
    }
    return scale(graph) * sum + bias(graph)
  }

  /// What becomes of a derivative.
  func slope(_ slope: Value) -> Value {
    let graph = slope.graph
    return scale(graph) * slope.dense(weight: positive(graph), outputs: outputs)
  }
}

extension FlowFamily {
  /// Weights that are positive and normalized ask for large steps: KL on rings, checkerboard and 2spirals after
  /// 2,000 steps (seed 1) is .377, .054 and .153 at the rate 4e-2, and .441, .053 and .213 at 2e-2. The paper
  /// takes one layer of 50 units a feature and 20,000 steps.
  static let bnaf = FlowFamily(
    name: "bnaf", title: "BNAF",
    summary: "block neural autoregressive flow: one network whose blocks of weights are positive",
    papers: [Paper("de Cao et al.", 2019, arXiv: "1904.04676")], defaultLayers: 6,
    defaultHidden: [32, 32], defaultLearningRate: 4e-2
  ) { builder in
    builder.repeated { index, builder in BlockAutoregressive(first: index % 2, &builder) }
  }
}
