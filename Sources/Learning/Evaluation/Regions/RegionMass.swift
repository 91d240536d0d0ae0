import Foundation

/// A region and its image under a flow: the area changes, the mass stays.
public struct RegionMass: Sendable {
  /// What is known of the region in one space, in the units that the flow learned in.
  public struct Side: Sendable {
    public var outline: Polygon
    public var area: Double
    /// ∫ density over the region.
    public var mass: Double
    /// The share of the samples that lie in it; NaN where there are none.
    public var samples: Double
  }
  /// Where the region was drawn.
  public var space: Probe.Space
  public var region: Region
  public var base: Side
  public var data: Side
  /// The share of the target's points that lie in the region of data space; NaN where there are none.
  public var targetShare: Double

  /// Points that are counted: of the base, their images, and of the target.
  package struct Points {
    package var z: [SIMD2<Float>]
    package var x: [SIMD2<Float>]
    package var target: [SIMD2<Float>]

    package init(z: [SIMD2<Float>], x: [SIMD2<Float>], target: [SIMD2<Float>]) {
      (self.z, self.x, self.target) = (z, x, target)
    }
  }

  /// - Parameters:
  ///   - maximumGap: the longest piece of the image's outline.
  ///   - rows: of the quadrature; each side has its own outline and its own density.
  package init(
    _ region: Region, in space: Probe.Space, maximumGap: Float, rows: Int, points: Points,
    _ evaluator: Evaluator, _ model: Model
  ) {
    let isBase = space == .base
    let (own, image) = region.carried(maximumGap: maximumGap) { points in
      isBase ? evaluator.forward(points, of: model).x : evaluator.inverse(points, of: model).z
    }
    let (baseOutline, dataOutline) = isBase ? (own, image) : (image, own)
    let baseNodes = baseOutline.quadrature(rows: rows)
    let dataNodes = dataOutline.quadrature(rows: rows)
    let baseMass = zip(
      baseNodes, evaluator.logBaseDensity(baseNodes.map(\.point), of: model)
    ).reduce(0) { $0 + $1.0.weight * exp(Double($1.1)) }
    let dataMass = zip(
      dataNodes, evaluator.inverse(dataNodes.map(\.point), of: model).logDensity
    ).reduce(0) { $0 + $1.0.weight * exp(Double($1.1)) }
    func share(_ points: [SIMD2<Float>], _ polygon: Polygon, _ isOwn: Bool) -> Double {
      guard !points.isEmpty else { return .nan }
      let inside = points.count { isOwn ? region.contains($0) : polygon.contains($0) }
      return Double(inside) / Double(points.count)
    }
    (self.space, self.region) = (space, region)
    base = Side(
      outline: baseOutline, area: isBase ? region.area : baseOutline.area, mass: baseMass,
      samples: share(points.z, baseOutline, isBase))
    data = Side(
      outline: dataOutline, area: isBase ? dataOutline.area : region.area, mass: dataMass,
      samples: share(points.x, dataOutline, !isBase))
    targetShare = share(points.target, dataOutline, !isBase)
  }
}
