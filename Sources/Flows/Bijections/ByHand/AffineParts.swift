import Autodiff

/// x = (s₁·z₁, s₂·z₂), log|det dx/dz| = log|s₁| + log|s₂|, with factors that are set by hand.
///
/// A factor below 0 mirrors the plane. With a factor of 0 the plane falls on a line: the log-determinant is
/// −∞, and no z can be told from x.
struct HandStretch: TurnedByHand {
  let name = "stretch"
  let jacobian = JacobianStructure.diagonal
  /// The factors, less 1.
  let factors: HandBlock
  var blocks: [HandBlock] { [factors] }

  init(_ values: HandValues, _ builder: inout LayerBuilder) {
    factors = HandBlock("stretch", values, &builder) {
      [$0.value(of: .stretch) - 1, $0.value(of: .stretch2) - 1]
    }
  }

  func forward(_ z: Value) -> Mapped {
    let s = 1 + factors(z.graph)
    return Mapped(s * z, logDet: s.absolute.log.featureSum)
  }

  func inverse(_ x: Value) -> Mapped {
    let s = 1 + factors(x.graph)
    return Mapped(x / s, logDet: -s.absolute.log.featureSum)
  }
}

/// x = (z₁ + k·z₂, z₂), log|det dx/dz| = 0: squares become slanted, and keep their areas.
struct HandShear: TurnedByHand {
  let name = "shear"
  let jacobian = JacobianStructure.unitTriangular
  let blends = true
  let slant: HandBlock
  var blocks: [HandBlock] { [slant] }

  init(_ values: HandValues, _ builder: inout LayerBuilder) {
    slant = HandBlock("shear", values, &builder) { [$0.value(of: .shear)] }
  }

  func forward(_ z: Value) -> Mapped { slanted(z, by: slant(z.graph)) }
  func inverse(_ x: Value) -> Mapped { slanted(x, by: -slant(x.graph)) }

  private func slanted(_ point: Value, by k: Value) -> Mapped {
    let first = point.feature(0) + k * point.feature(1)
    return Mapped(
      .concatenate([first, point.feature(1)]), logDet: point.graph.constant(0))
  }
}

/// x = (c −s; s c)·z with c = cos α and s = sin α, log|det dx/dz| = 0.
struct HandTurn: TurnedByHand {
  let name = "turn"
  let jacobian = JacobianStructure.orthogonal
  let direction: HandDirection
  var blocks: [HandBlock] { [direction.block] }

  init(_ values: HandValues, _ builder: inout LayerBuilder) {
    direction = HandDirection(values, &builder)
  }

  func forward(_ z: Value) -> Mapped { turned(z, toTheLeft: true) }
  func inverse(_ x: Value) -> Mapped { turned(x, toTheLeft: false) }

  private func turned(_ point: Value, toTheLeft: Bool) -> Mapped {
    let direction = direction(point.graph)
    let (c, s) = (direction.feature(0), direction.feature(1) * (toTheLeft ? 1.0 : -1.0))
    let (a, b) = (point.feature(0), point.feature(1))
    return Mapped(
      .concatenate([c * a - s * b, s * a + c * b]), logDet: point.graph.constant(0))
  }
}

/// x = z + b, log|det dx/dz| = 0.
struct HandShift: TurnedByHand {
  let name = "shift"
  let jacobian = JacobianStructure.identity
  let blends = true
  let shift: HandBlock
  var blocks: [HandBlock] { [shift] }

  init(_ values: HandValues, _ builder: inout LayerBuilder) {
    shift = HandBlock("shift", values, &builder) {
      [$0.value(of: .shift), $0.value(of: .shift2)]
    }
  }

  func forward(_ z: Value) -> Mapped {
    Mapped(z + shift(z.graph), logDet: z.graph.constant(0))
  }

  func inverse(_ x: Value) -> Mapped {
    Mapped(x - shift(x.graph), logDet: x.graph.constant(0))
  }
}
