import Autodiff
import Foundation

/// An unconstrained monotonic neural network (Wehenkel & Louppe 2019, arXiv:1908.05164, equation 1),
/// from data to base:
///
///     z = ∫₀ˣ f(t) dt + β,    log|dz/dx| = log f(x),    f > 0
///
/// The network is the derivative, and needs no bound on its weights: a positive output is enough. The
/// log-determinant is read off, exactly; the map is the integral, a sum over nodes
/// (Gauss–Legendre, as in zuko; the paper's Clenshaw–Curtis takes twice as many for the same degree).
/// What is computed is therefore not quite the derivative of what is computed: see ``nodes``.
///
/// The output passes through a softplus, which is the paper's ELU + 1 without its kink: few nodes
/// need a smooth integrand. Beyond ±``reach`` f stays as it is there, so that the map goes on straight,
/// reaches all numbers, and is never integrated farther.
///
/// Raw numbers are added to the first layer's sums, before its units, and the last one is β.
struct IntegratedNetwork: ScalarMap {
  let name = "integral"
  private let first: Layer
  private let others: [Layer]

  private struct Layer: Sendable {
    let weight: Parameter
    let bias: Parameter
    let outputs: Int
  }

  /// Data lie within ± this, and so does what layers between data and base see.
  private static let reach = 5.0
  /// f is above this.
  private static let least = 0.01
  /// Of the quadrature, as many as zuko takes; rows that are written out have more. At 5,000 points of
  /// moons, after 2,000 steps, the log-determinant differs by 0.005 nats at most from that of the map
  /// as it is computed; with 20 nodes it is 0.047, and a step takes three fifths of the time. Steeper
  /// maps are less exact, which evaluations mark.
  var nodes = 32

  var rawCount: Int { first.outputs + 1 }
  var inverseMethod: Method { .quadrature(nodes: nodes) }
  var forwardMethod: Method { .root(tolerance: 1e-6) }

  init(_ builder: inout LayerBuilder) {
    let widths = builder.hidden.isEmpty ? [1] : builder.hidden
    func add(_ part: String, _ index: Int, _ shape: [Int], _ values: [Float]) -> Parameter {
      builder.layout.add("integrand\(part)\(index)", shape: shape, values)
    }
    func draw(_ count: Int, within bound: Double) -> [Float] {
      builder.values(count) { Float((2 * $0.uniform() - 1) * bound) }
    }
    // Units of the first layer have their knees where data are, as those of a conditioner.
    let slopes = draw(widths[0], within: 1)
    let knees = draw(widths[0], within: Self.reach)
    first = Layer(
      weight: add("Weight", 0, [widths[0]], slopes),
      bias: add("Bias", 0, [widths[0]], zip(slopes, knees).map { -$0 * $1 }), outputs: widths[0])
    var layers: [Layer] = []
    var width = widths[0]
    for (index, next) in (widths.dropFirst() + [1]).enumerated() {
      // The output begins at zero: f is 1, and the map is the identity.
      let isLast = index == widths.count - 1
      layers.append(
        Layer(
          weight: add(
            "Weight", index + 1, [next, width],
            draw(next * width, within: isLast ? 0 : (3 / Double(width)).squareRoot())),
          bias: add("Bias", index + 1, [next], draw(next, within: 0)), outputs: next))
      width = next
    }
    others = layers
  }

  /// f at t.
  /// - Parameter sums: what the first layer adds to the part of t.
  private func derivative(_ t: Value, _ sums: Value) -> Value {
    var value = first.weight(t.graph) * t + sums
    for layer in others {
      value = value.tanh.dense(
        weight: layer.weight(t.graph), bias: layer.bias(t.graph), outputs: layer.outputs)
    }
    // The softplus of log(e − 1) is 1.
    return (1 - Self.least) * (value + log(M_E - 1)).softplus + Self.least
  }

  /// The map of x, f where x is, or where it goes on straight, and β.
  private func evaluate(_ x: Value, _ raw: Value) -> (value: Value, slope: Value) {
    let sums = first.bias(x.graph) + raw.features(0..<first.outputs)
    let inner = x.clamped(-Self.reach, Self.reach)
    let rule = Quadrature(on: 0...1, count: nodes)
    let terms = zip(rule.nodes, rule.weights).map { derivative(inner * $0, sums) * $1 }
    let mean = terms.dropFirst().reduce(terms[0]) { $0 + $1 }
    let slope = derivative(inner, sums)
    return (inner * mean + slope * (x - inner) + raw.feature(first.outputs), slope)
  }

  func inverse(_ x: Value, shape raw: Value) -> Mapped {
    let (value, slope) = evaluate(x, raw)
    return Mapped(value, logDet: slope.log)
  }

  func forward(_ z: Value, shape raw: Value) -> Mapped {
    func edge(_ x: Double) -> Value {
      let (value, slope) = evaluate(0 * z + x, raw)
      return x + (z - value) / slope
    }
    let (x, report) = increasingRoot(
      between: edge(-Self.reach).minimum(-Self.reach), and: edge(Self.reach).maximum(Self.reach)
    ) { x in
      let (value, slope) = evaluate(x, raw)
      return (
        value - z, slope,
        value.absolute + 2 * raw.feature(first.outputs).absolute + z.absolute + 1
      )
    }
    return Mapped(x, logDet: -evaluate(x, raw).slope.log, report: report)
  }
}
