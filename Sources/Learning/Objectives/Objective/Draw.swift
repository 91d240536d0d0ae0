import Autodiff

/// One thing that is drawn for every training sample, anew in every step.
///
/// An ``Objective`` lists what it needs; ``BatchSource`` draws it, in that order.
public enum Draw: Hashable, Sendable {
  /// A point of the data, with its noise; two features.
  case data
  /// A point of the base distribution; two features.
  case base
  /// A point of the base distribution that is dealt to the sample's point of the data, so that the ways
  /// between them are as short as they can be together (``PathCoupling/optimalTransport``); two features.
  case dealtBase
  /// A number from 0 to 1.
  case uniform
  /// So many numbers that are ±1 with equal chances.
  case signs(Int)
  /// So many standard normal numbers.
  case normals(Int)
  /// The share of an energy that counts at the step (``Annealing``): the same for every sample.
  case annealing

  /// How many numbers it has for each sample.
  public var features: Int {
    switch self {
    case .data, .base, .dealtBase: 2
    case .uniform, .annealing: 1
    case .signs(let count), .normals(let count): count
    }
  }
}

/// A training sample as a value of a graph, taken apart by what was drawn for it.
public struct Sample {
  private let input: Value
  private let draws: [Draw]

  /// - Parameter draws: what the input's features are, in their order.
  public init(_ input: Value, _ draws: [Draw]) {
    precondition(input.features == draws.features, "a sample with other features than its draws")
    self.input = input
    self.draws = draws
  }

  /// What was drawn, the first of its kind.
  public subscript(draw: Draw) -> Value {
    guard let index = draws.firstIndex(of: draw) else {
      preconditionFailure("\(draw) is not drawn for this objective")
    }
    return rows(of: index)
  }

  /// What was drawn, all of its kind.
  public func all(_ draw: Draw) -> [Value] {
    draws.indices.filter { draws[$0] == draw }.map(rows)
  }

  private func rows(of index: Int) -> Value {
    let start = Array(draws[..<index]).features
    return input.features(start..<(start + draws[index].features))
  }
}

extension [Draw] {
  /// How many numbers a sample of these has.
  public var features: Int { reduce(0) { $0 + $1.features } }
}
