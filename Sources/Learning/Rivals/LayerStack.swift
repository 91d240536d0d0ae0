import Autodiff
import Flows
import Foundation

/// Affine couplings in the forward order, as one map of N(0, I): what rivals are put together of that are
/// made of flows without being one bijection of the plane.
struct LayerStack: Sendable {
  private let layers: [WideCoupling]

  /// - Parameters:
  ///   - name: what its parameters are named after.
  ///   - count: how many layers.
  ///   - features: coordinates, each transformed in its turn.
  init(_ name: String, count: Int, features: Int, _ builder: inout RivalBuilder) {
    layers = (0..<count).map { index in
      builder.network("\(name).layer\(index)") {
        WideCoupling(transformed: index % features, of: features, &$0)
      }
    }
  }

  func forward(_ z: Value) -> Value { layers.reduce(z) { $1.forward($0).point } }

  /// log p(x) with N(0, I) as its base.
  func logDensity(_ x: Value) -> Value {
    let mapped = layers.reversed().reduce(Mapped(x, logDet: x.graph.constant(0))) {
      let next = $1.inverse($0.point)
      return Mapped(next.point, logDet: $0.logDet + next.logDet)
    }
    return mapped.point.logNormal + mapped.logDet
  }
}

extension Value {
  /// log N(0, I) of the features in nats.
  var logNormal: Value {
    -0.5 * squared.featureSum - 0.5 * Double(features) * Foundation.log(2 * Double.pi)
  }

  /// A number uniform on 0 to 1 of two standard normal ones: half their squares' sum is exponential.
  var uniform: Value { (-0.5 * squared.featureSum).exp }
}

/// A rival whose mass goes through continuous maps of N(0, I): how far these stretch can be measured.
protocol MadeOfMaps: RivalNetworks {
  /// How many standard normal numbers each of its maps takes.
  var mapInputs: Int { get }
  /// The maps to the plane.
  var maps: [(Value) -> Value] { get }
  /// The log-likelihood of one sample, or the bound of it that is trained, in nats.
  func gain(_ sample: Sample) -> Value
}

/// −log p(x), or a bound of it, of a rival that is made of maps.
struct AssembledLikelihood<Subject: MadeOfMaps>: Objective {
  let name: String
  let formula: String
  let draws: [Draw]
  var unit: String { "nats" }
  var scale: LossScale { .likelihood }

  func phases(of subject: Subject) -> [Phase] {
    [Phase("update") { SampleLoss(-subject.gain($0)) }]
  }
}
