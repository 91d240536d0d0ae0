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

  /// Power iterations until σ settles, at most.
  private static let mostIterations = 200

  init(
    _ name: String, rows: Int, columns: Int, _ values: [Float], bound: Double,
    layout: inout ParameterLayout, random: inout RandomStream
  ) {
    self.rows = rows
    self.columns = columns
    self.bound = bound
    weight = layout.add(name, shape: [rows, columns], values)
    let u = Self.normalized((0..<rows).map { _ in Float(random.normal()) })
    let v = Self.normalized((0..<columns).map { _ in Float(random.normal()) })
    direction = layout.add(
      name + "Direction", shape: [rows, columns], Self.outer(u ?? [], v ?? []), trained: false)
  }

  /// The bounded matrix times `factor`, row-major, the same for every lane.
  func callAsFunction(_ graph: Graph, times factor: Double = 1) -> Value {
    let w = weight(graph)
    let sigma = (w * direction(graph)).featureSum.absolute
    return w * (factor * bound / sigma.maximum(bound))
  }

  /// Follows the leading singular vectors: `iterations` times, or if `nil` until σ settles.
  func update(_ parameters: inout [Float], iterations: Int?) {
    let w = Array(parameters[weight.offset..<weight.offset + weight.count])
    let old = parameters[direction.offset..<direction.offset + direction.count]
    guard var v = Self.rightFactor(old, rows: rows, columns: columns) else { return }
    var u: [Float] = []
    var sigma = zip(w, old).reduce(0) { $0 + $1.0 * $1.1 }
    for turn in 0..<(iterations ?? Self.mostIterations) {
      let image = product(w, v)
      guard let left = Self.normalized(image) else { return }
      let back = transposedProduct(w, left)
      guard let right = Self.normalized(back) else { return }
      let next = Self.norm(back)
      let isSettled = iterations == nil && abs(next - sigma) <= 1e-5 * next
      // What has settled before stays as it is, bit for bit.
      if isSettled, turn == 0 { return }
      (u, v, sigma) = (left, right, next)
      if isSettled { break }
    }
    parameters.replaceSubrange(
      direction.offset..<direction.offset + direction.count, with: Self.outer(u, v))
  }

  private func product(_ w: [Float], _ v: [Float]) -> [Float] {
    (0..<rows).map { row in
      var sum: Float = 0
      for column in 0..<columns { sum += w[row * columns + column] * v[column] }
      return sum
    }
  }

  private func transposedProduct(_ w: [Float], _ u: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: columns)
    for row in 0..<rows {
      let factor = u[row]
      for column in 0..<columns { result[column] += w[row * columns + column] * factor }
    }
    return result
  }

  /// v from uvᵀ: its longest row, normalised.
  private static func rightFactor(
    _ matrix: ArraySlice<Float>, rows: Int, columns: Int
  ) -> [Float]? {
    var longest: (norm: Float, row: ArraySlice<Float>) = (0, [])
    for row in 0..<rows {
      let start = matrix.startIndex + row * columns
      let values = matrix[start..<start + columns]
      let norm = values.reduce(0) { $0 + $1 * $1 }
      if norm > longest.norm { longest = (norm, values) }
    }
    return normalized(Array(longest.row))
  }

  private static func outer(_ u: [Float], _ v: [Float]) -> [Float] {
    u.flatMap { a in v.map { a * $0 } }
  }

  private static func norm(_ v: [Float]) -> Float {
    v.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// `nil` for what has no direction.
  private static func normalized(_ v: [Float]) -> [Float]? {
    let length = norm(v)
    guard length > 1e-30, length.isFinite else { return nil }
    return v.map { $0 / length }
  }
}
