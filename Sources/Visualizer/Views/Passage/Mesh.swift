import Canvas

/// A square mesh over base space, which a map bends and which carries a density along.
///
/// A mesh cell keeps its mass, so its density is p_z divided by how much its area has grown.
struct Mesh: Sendable {
  /// Vertices on a side.
  let side: Int
  /// Cells per unit of base space.
  let cellsPerUnit: Int
  /// The vertices in base space, row by row from the bottom.
  let source: [SIMD2<Float>]

  /// - Parameter extent: half the width of the square of base space that it covers.
  init(extent: Float, cellsPerUnit: Int) {
    let half = Int((extent * Float(cellsPerUnit)).rounded())
    side = 2 * half + 1
    self.cellsPerUnit = cellsPerUnit
    let unit = 1 / Float(cellsPerUnit)
    let ticks = (-half...half).map { Float($0) * unit }
    source = ticks.flatMap { y in ticks.map { SIMD2($0, y) } }
  }

  /// How much area grows around each vertex, by central differences: negative where the mesh is
  /// turned over.
  func areaFactors(_ vertices: [SIMD2<Float>]) -> [Float] {
    let last = side - 1
    var factors: [Float] = []
    factors.reserveCapacity(vertices.count)
    for row in 0..<side {
      let (above, below) = (min(row + 1, last), max(row - 1, 0))
      for column in 0..<side {
        let (right, left) = (min(column + 1, last), max(column - 1, 0))
        let scale = Float(cellsPerUnit)
        let u =
          (vertices[row * side + right] - vertices[row * side + left])
          * (scale / Float(right - left))
        let v =
          (vertices[above * side + column] - vertices[below * side + column])
          * (scale / Float(above - below))
        factors.append(u.x * v.y - u.y * v.x)
      }
    }
    return factors
  }

  /// The lines of the mesh at multiples of `spacing` in both directions, as indices of vertices.
  func lines(spacing: Float, reach: Float) -> [[Int]] {
    let half = side / 2
    let step = max(1, Int((spacing * Float(cellsPerUnit)).rounded()))
    let limit = min(half, Int((reach * Float(cellsPerUnit)).rounded()))
    let offsets = stride(from: -(limit / step) * step, through: limit, by: step)
    let along = (half - limit)...(half + limit)
    return offsets.flatMap { offset -> [[Int]] in
      let line = half + offset
      return [along.map { $0 * side + line }, along.map { line * side + $0 }]
    }
  }

  /// A density that the mesh carries along, at the pixels of a viewport; 0 where it does not reach.
  ///
  /// A triangle keeps its mass, so its density is divided by how much its own area has grown. A triangle
  /// that is stretched across a gap between two modes is therefore faint. Interpolating the densities of its
  /// vertices, which lie in the modes, would fill the gap.
  /// - Parameter density: the density at the vertices before the mesh was bent.
  func rasterized(
    _ vertices: [SIMD2<Float>], density: [Float], _ viewport: Viewport
  ) -> [Float] {
    spots(vertices, viewport).map { spot in
      spot.isCovered ? spot.thinning * spot.mix(density) : 0
    }
  }

  /// Which place of the mesh lies at a pixel.
  struct Spot {
    /// The corners of the triangle there, as indices of vertices; −1 where the mesh does not reach.
    fileprivate(set) var corners = SIMD3<Int32>(repeating: -1)
    /// The weights of the second and the third corner.
    fileprivate var weights = SIMD2<Float>.zero
    /// The triangle's area before the mesh was bent, as a multiple of what it is now.
    fileprivate(set) var thinning: Float = 0

    var isCovered: Bool { corners.x >= 0 }

    /// What is known at the vertices, at the place.
    func mix(_ values: [Float]) -> Float {
      let (a, b, c) = (values[Int(corners.x)], values[Int(corners.y)], values[Int(corners.z)])
      return a + weights.x * (b - a) + weights.y * (c - a)
    }

    func mix(_ values: [SIMD2<Float>]) -> SIMD2<Float> {
      let (a, b, c) = (values[Int(corners.x)], values[Int(corners.y)], values[Int(corners.z)])
      return a + weights.x * (b - a) + weights.y * (c - a)
    }
  }

  /// The places of the mesh at the pixels of a viewport.
  func spots(_ vertices: [SIMD2<Float>], _ viewport: Viewport) -> [Spot] {
    let (columns, rows) = (viewport.pixelColumns, viewport.pixelRows)
    var pixels = [Spot](repeating: Spot(), count: columns * rows)
    // Pixel (i, j) has its centre at + ½: shifted so, centres are whole numbers.
    let places = vertices.map { viewport.pixel($0) - 0.5 }
    // Twice the area of an unbent triangle, in pixels.
    let whole = 1 / (Float(cellsPerUnit * cellsPerUnit) * viewport.pixelArea)
    for row in 0..<side - 1 {
      for column in 0..<side - 1 {
        let a = row * side + column
        let (b, c, d) = (a + 1, a + side, a + side + 1)
        Mesh.fill(a, b, d, places, whole, columns, rows, &pixels)
        Mesh.fill(a, d, c, places, whole, columns, rows, &pixels)
      }
    }
    return pixels
  }

  /// Marks the pixels whose centres lie in a triangle, with their barycentric coordinates.
  private static func fill(
    _ i: Int, _ j: Int, _ k: Int, _ places: [SIMD2<Float>], _ whole: Float, _ columns: Int,
    _ rows: Int, _ pixels: inout [Spot]
  ) {
    let (a, b, c) = (places[i], places[j], places[k])
    let low = pointwiseMin(pointwiseMin(a, b), c)
    let high = pointwiseMax(pointwiseMax(a, b), c)
    guard low.x.isFinite, low.y.isFinite, high.x.isFinite, high.y.isFinite, high.x >= 0,
      high.y >= 0, low.x <= Float(columns - 1), low.y <= Float(rows - 1)
    else { return }
    let left = Int(max(low.x, 0).rounded(.up))
    let right = Int(min(high.x, Float(columns - 1)).rounded(.down))
    let top = Int(max(low.y, 0).rounded(.up))
    let bottom = Int(min(high.y, Float(rows - 1)).rounded(.down))
    guard left <= right, top <= bottom else { return }
    let u = b - a
    let v = c - a
    let area = u.x * v.y - u.y * v.x
    guard area != 0 else { return }
    let inverse = 1 / area
    let corners = SIMD3(Int32(i), Int32(j), Int32(k))
    for y in top...bottom {
      for x in left...right {
        let p = SIMD2(Float(x), Float(y)) - a
        let s = (p.x * v.y - p.y * v.x) * inverse
        let t = (u.x * p.y - u.y * p.x) * inverse
        guard s >= 0, t >= 0, s + t <= 1 else { continue }
        pixels[y * columns + x] = Spot(
          corners: corners, weights: SIMD2(s, t), thinning: whole * abs(inverse))
      }
    }
  }
}
