extension Readings {
  /// What an evaluation costs.
  static let cost: [Reading] = [
    row("rate.densities", "points/s", "Densities a second, x → z, on one thread.") {
      $0.densityRate
    },
    row("rate.samples", "points/s", "Samples a second, z → x, on one thread.") { $0.sampleRate },
    row("time.density", "s", "How long the density of one point takes on one thread.") {
      1 / $0.densityRate
    },
    row("time.sample", "s", "How long one sample takes on one thread.") { 1 / $0.sampleRate },
  ]

  private static func row(
    _ name: String, _ unit: String, _ definition: String,
    _ read: @escaping @Sendable (EvaluationCost) throws -> Double
  ) -> Reading {
    Reading(name, unit, of: .cost, definition) { try read($0.required($0.cost, .cost)) }
  }
}

extension Readings {
  /// Determinants in more than two dimensions: what they cost, and when they can no longer be formed.
  static let determinants: [Reading] = prices + stacks

  private static let prices: [Reading] =
    [8, 64, 256, 512].flatMap { size in
      [
        price("price.det.\(size)", "µs", size, "Time for log|det| of a full matrix by elimination")
        {
          1e6 * $0.full
        },
        price(
          "price.diagonal.\(size)", "µs", size,
          "Time for log|det| of a triangular matrix, from its diagonal"
        ) { 1e6 * $0.diagonal },
        price(
          "price.factor.\(size)", "×", size,
          "How many times as long log|det| takes of a full matrix as of a triangular one"
        ) { $0.full / $0.diagonal },
      ]
    } + [
      growth("price.det.growth", "a full") { $0.full },
      growth("price.diagonal.growth", "a triangular") { $0.diagonal },
    ]

  private static func price(
    _ name: String, _ unit: String, _ size: Int, _ definition: String,
    _ read: @escaping @Sendable (DeterminantPrice.Row) -> Double
  ) -> Reading {
    Reading(name, unit, of: .determinants, "\(definition), \(size) × \(size).") { _ in
      read(try given(DeterminantPrice.here.row(size), orBecause: "this size is not timed"))
    }
  }

  private static func growth(
    _ name: String, _ kind: String, _ read: @escaping @Sendable (DeterminantPrice.Row) -> Double
  ) -> Reading {
    Reading(
      name, "×", of: .determinants,
      "By what the time for log|det| of \(kind) matrix grows from 256 to 512 dimensions."
    ) { _ in
      let prices = [512, 256].compactMap { DeterminantPrice.here.row($0).map(read) }
      return try given(
        prices.count == 2 ? prices[0] / prices[1] : nil, orBecause: "it is not timed")
    }
  }

  private static let stacks: [Reading] =
    [8, 64, 256].flatMap { size in
      [
        stack("stack.logdet.\(size)", "nats", size, "Sum of log|det| over 32 layers that shrink") {
          $0.rows[0].last?.logarithm
        },
        stack("stack.logdet.layer.\(size)", "nats", size, "Mean log|det| of one layer that shrinks")
        { $0.rows[0].last.map { $0.logarithm / Double(DeterminantStack.layerCount) } },
        stack(
          "stack.negative.\(size)", "layers", size,
          "How many of 32 layers have a negative determinant"
        ) { Double($0.negatives) },
      ] + ends(size)
    }

  /// After how many layers a product of determinants leaves the numbers that there are.
  private static func ends(_ size: Int) -> [Reading] {
    let ends = [(name: "underflow", value: "0"), (name: "overflow", value: "infinite")]
    // 32 layers of 8 × 8 are too few to leave 64 bits.
    let kinds = [(name: "float", bits: 32), (name: "double", bits: 64)].prefix(size > 8 ? 2 : 1)
    return ends.enumerated().flatMap { gain, end in
      kinds.map { kind in
        stack(
          "stack.\(end.name).\(kind.name).\(size)", "layers", size,
          "After how many layers the product of determinants is \(end.value) in \(kind.bits) bits"
        ) { $0.end(inFloat: kind.bits == 32, gain: gain).map(Double.init) }
      }
    }
  }

  private static func stack(
    _ name: String, _ unit: String, _ size: Int, _ definition: String,
    _ read: @escaping @Sendable (DeterminantStack) -> Double?
  ) -> Reading {
    Reading(name, unit, of: .determinants, "\(definition), \(size) × \(size).") { _ in
      let stack = try given(DeterminantStack.measured(size), orBecause: "this size is not measured")
      return try given(
        read(stack), orBecause: "that does not happen in \(DeterminantStack.layerCount) layers")
    }
  }
}
