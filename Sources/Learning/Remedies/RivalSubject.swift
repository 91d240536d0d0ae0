import Autodiff
import Flows
import Foundation

/// Measures models of one rival that is made of maps: traced once, then used for every model.
///
/// Not thread-safe: it belongs to the thread that made it.
package final class RivalRemedy {
  private let parts: RivalParts
  private let density: (any PointFunction)?
  private let bound: (any PointFunction)?
  private let sampler: NetworkSampler
  /// Of each map, the greater singular value of its Jacobian.
  private let stretches: [(executor: Executor<Float>, stretch: NumberOutput)]
  private let mapInputs: Int

  /// - Throws: ``FlowError`` for settings that name no rival, or that it does not have.
  package init(_ settings: Settings, threads: Int) throws(FlowError) {
    guard let rival = Rivals.find(settings.flow) else {
      throw FlowError("'\(settings.flow)' is no rival of flows")
    }
    let parts = try RivalParts(rival, settings)
    let (networks, count) = (parts.networks, parts.parameterCount)
    self.parts = parts
    density = networks.makeDensity(parameterCount: count, threads: threads)
    bound =
      rival.likelihood == .bound
      ? networks.makeBound(parameterCount: count, threads: threads) : nil
    sampler = NetworkSampler(parts, threads: threads)
    let made = networks as? any MadeOfMaps
    mapInputs = made?.mapInputs ?? 0
    stretches = (made?.maps ?? []).map { [mapInputs] map in
      var outputs = Outputs()
      let stretch = outputs.add(number: Self.stretch(of: map, inputs: mapInputs))
      return (Executor(Program(outputs), parameterCount: count, threads: threads), stretch)
    }
  }

  package var parameterCount: Int { parts.layout.trainedCount }

  /// A model of it, as remedies are measured.
  package func subject(_ model: Model, stretchPoints: Int) -> RemedySubject {
    RemedySubject(
      logDensity: density.map { density in
        { density.values(at: $0, parameters: model.parameters) }
      },
      logBound: bound.map { bound in { bound.values(at: $0, parameters: model.parameters) } },
      samples: { [sampler] in sampler.samples(count: $0, seed: 3, of: model) },
      stretch: { [self] _ in greatestStretch(model.parameters, count: 4 * stretchPoints) },
      isMapOfNormal: false)
  }

  /// The greater singular value of a map's Jacobian, by the greater eigenvalue of JJᵀ.
  private static func stretch(of map: (Value) -> Value, inputs: Int) -> Value {
    let z = Graph().input(0, features: inputs)
    let columns = z.graph.jacobian(of: map(z), at: z)
    func product(_ a: Int, _ b: Int) -> Value {
      let terms = columns.map { $0.feature(a) * $0.feature(b) }
      return terms.dropFirst().reduce(terms[0]) { $0 + $1 }
    }
    let (a, b, c) = (product(0, 0), product(0, 1), product(1, 1))
    return (0.5 * (a + c + ((a - c).squared + 4 * b.squared).squareRoot)).squareRoot
  }

  /// The greatest one at drawn points, those farthest out left aside; `nil` where it is made of no maps.
  private func greatestStretch(_ parameters: [Float], count: Int) -> Double? {
    guard count > 0, !stretches.isEmpty else { return nil }
    var random = RandomStream(seed: 11)
    var rows = [[Float]](repeating: [], count: mapInputs)
    for _ in 0..<count {
      for row in rows.indices { rows[row].append(Float(random.normal())) }
    }
    let squares = (0..<count).map { lane in rows.reduce(0) { $0 + $1[lane] * $1[lane] } }
    let farthest = squares.sorted()[Int(Stretch.share * Double(count - 1))]
    let found = stretches.flatMap { executor, stretch in
      executor.parameters = parameters
      for (feature, row) in rows.enumerated() { executor.setInput(0, feature: feature, row) }
      executor.run(lanes: count)
      return zip(executor.numbers(stretch, count: count), squares).filter {
        $0.1 <= farthest && $0.0.isFinite
      }.map(\.0)
    }
    return found.max().map(Double.init)
  }
}
