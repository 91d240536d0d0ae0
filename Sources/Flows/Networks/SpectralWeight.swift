import Autodiff

/// A weight matrix whose spectral norm is at most c: W·min(1, c/σ(W)) (Miyato et al. 2018,
/// arXiv:1802.05957; Behrmann et al. 2019, arXiv:1811.00995, equation 8).
///
/// σ(W) = uᵀWv with the leading singular vectors u and v, which power iteration follows from step to
/// step. The matrix uvᵀ is kept among the parameters, untrained: with it σ is the sum of W∘uvᵀ, and
/// its derivative, uvᵀ, is right as well.
struct SpectralWeight: Sendable {
  let rows: Int
  let columns: Int
  let weight: Parameter
  /// uvᵀ.
  let direction: Parameter
  /// c.
  let bound: Double

  init(
    _ name: String, rows: Int, columns: Int, _ values: [Float], bound: Double,
    _ builder: inout LayerBuilder
  ) {
    self.rows = rows
    self.columns = columns
    self.bound = bound
    weight = builder.layout.add(name, shape: [rows, columns], values)
    let u = Self.normalized(builder.values(rows) { Float($0.normal()) })
    let v = Self.normalized(builder.values(columns) { Float($0.normal()) })
    direction = builder.layout.add(
      name + "Direction", shape: [rows, columns], Self.outer(u, v), trained: false)
  }

  /// The bounded matrix times `factor`, row-major, the same for every lane.
  func callAsFunction(_ graph: Graph, times factor: Double = 1) -> Value {
    let w = weight(graph)
    let sigma = (w * direction(graph)).featureSum.absolute
    return w * (factor * bound / sigma.maximum(bound))
  }

  /// The matrix and its direction, for power iteration.
  var followed: FollowedMatrix {
    FollowedMatrix(
      rows: rows, columns: columns, weight: weight.offset, direction: direction.offset)
  }

  private static func outer(_ u: [Float], _ v: [Float]) -> [Float] {
    u.flatMap { a in v.map { a * $0 } }
  }

  private static func normalized(_ v: [Float]) -> [Float] {
    let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return v.map { $0 / max(length, .leastNormalMagnitude) }
  }
}
