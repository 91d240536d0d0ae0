import Autodiff
import Foundation

/// A layer whose parameters are set by hand, and that nothing trains.
package protocol TurnedByHand: Bijection {
  var blocks: [HandBlock] { get }
}

/// Parameters that follow from where knobs stand. They are differences from the identity, so that with
/// zeros the layer is the identity.
package struct HandBlock: Sendable {
  package let parameter: Parameter
  package let numbers: @Sendable (HandValues) -> [Float]

  init(
    _ name: String, _ values: HandValues, _ builder: inout LayerBuilder,
    _ numbers: @escaping @Sendable (HandValues) -> [Double]
  ) {
    self.numbers = { numbers($0).map { Float($0) } }
    let first = self.numbers(values)
    parameter = builder.layout.add(name, shape: [first.count], first, trained: false)
  }

  func callAsFunction(_ graph: Graph) -> Value { parameter(graph) }
}

/// A direction of the plane, (cos α, sin α), which a knob turns.
struct HandDirection: Sendable {
  let block: HandBlock

  init(_ values: HandValues, _ builder: inout LayerBuilder) {
    block = HandBlock("turn", values, &builder) { values in
      let angle = values.value(of: .turn) * .pi / 180
      // Exact where the turn is a quarter of a circle, or several.
      let (cosine, sine) = (cos(angle), sin(angle))
      return [
        (abs(cosine) < 1e-12 ? 0 : cosine) - 1, abs(sine) < 1e-12 ? 0 : sine,
      ]
    }
  }

  /// The direction, of length 1 whatever the parameters are; two features.
  func callAsFunction(_ graph: Graph) -> Value {
    let numbers = block(graph)
    let direction = Value.concatenate([1 + numbers.feature(0), numbers.feature(1)])
    return direction / (direction.squared.featureSum + 1e-24).squareRoot
  }
}

/// A line across the plane that a layer works along: t = nᵀz − c, the signed distance of z from it.
struct HandLine: Sendable {
  let direction: HandDirection
  let place: HandBlock

  init(_ values: HandValues, _ builder: inout LayerBuilder) {
    direction = HandDirection(values, &builder)
    place = HandBlock("shift", values, &builder) { [$0.value(of: .shift)] }
  }

  var blocks: [HandBlock] { [direction.block, place] }

  /// n, and the signed distance of points from the line.
  func callAsFunction(_ point: Value) -> (normal: Value, distance: Value) {
    let normal = direction(point.graph)
    return (normal, (normal * point).featureSum - place(point.graph))
  }
}
