import Autodiff
import Foundation

/// A layer of a Gaussianization flow (Meng et al. 2020, arXiv:2003.01941, equation 3), with the formula in
/// the direction that maximum likelihood needs:
///
///     z = Q·m(Q·x)
///
/// Q is a reflection (``Householder``), so Q·x are the coordinates of x in turned axes; m makes each
/// of them normal on its own (``NormalMixture``), whatever the other is. A marginal that is normal says
/// nothing of the whole, so the next layer looks along other axes, until every direction is normal.
///
/// It needs no gradient: the first batch passes through the layers from data to base, each finds the pair of
/// axes along which what arrives is least normal, and fits its mixtures there to what it sees (Chen &
/// Gopinath 2000; Laparra et al. 2011). Where no direction is less normal than chance makes it, there is nothing
/// more to be seen in so few points, and a layer stays as it is: of 512 points the first two to four layers
/// learn. Gradients refine all layers together from there on.
struct GaussianizationLayer: Bijection, DataInitialized {
  let name = "gaussianization"
  let jacobian = JacobianStructure.rotatedTriangular
  /// The blend of two increasing maps increases.
  let blends = true
  private let axes: Householder
  private let map: NormalMixture
  /// What shapes the map of each coordinate.
  private let shapes: [Parameter]
  /// 1 once a batch has set the layer.
  private let initialized: Parameter

  var forwardMethod: Method { map.forwardMethod }

  init(units: Int, _ builder: inout LayerBuilder) {
    map = NormalMixture(units: units)
    axes = Householder(angle: .pi * builder.random.uniform(), &builder)
    shapes = [
      builder.layout.addZeros("shape0", count: map.rawCount),
      builder.layout.addZeros("shape1", count: map.rawCount),
    ]
    initialized = builder.layout.addZeros("initialized", count: 1, trained: false)
  }

  func inverse(_ x: Value) -> Mapped {
    alongAxes(x) { map.inverse($0, shape: $1) }
  }

  func forward(_ z: Value) -> Mapped {
    alongAxes(z) { map.forward($0, shape: $1) }
  }

  private func alongAxes(_ point: Value, _ map: (Value, Value) -> Mapped) -> Mapped {
    let turned = axes.inverse(point).point
    let mapped = shapes.indices.map { map(turned.feature($0), shapes[$0](point.graph)) }
    return Mapped(
      axes.forward(.concatenate(mapped.map(\.point))).point,
      logDet: mapped[0].logDet + mapped[1].logDet, report: .joined(mapped.map(\.report)))
  }

  // MARK: Without a gradient

  /// Pairs of axes that are tried.
  private static let directions = 24
  /// The largest squared distance of the marginals from the normal quantiles, over all directions, that
  /// counts as chance: of 256, 512 and 2,048 normal points one set in ten reaches 9.2, 10.3 and 11.1.
  private static let chance = 10.0

  func initialize(_ parameters: inout [Float], from points: [SIMD2<Float>]) {
    guard parameters[initialized.offset] == 0, !points.isEmpty else { return }
    let all = points.map { SIMD2<Double>($0) }
    let quantiles = all.indices.map {
      NearlyNormal.quantile((Double($0) + 0.5) / Double(all.count))
    }
    var best: (normal: SIMD2<Double>, marginals: [[Double]], distance: Double)?
    for index in 0..<Self.directions {
      // Turning the normal by an angle turns the axes by twice as much; a quarter turn of them is the last.
      let angle = .pi / 4 * Double(index) / Double(Self.directions)
      let normal = SIMD2(cos(angle), sin(angle))
      let turned = all.map { $0 - 2 * ($0 * normal).sum() * normal }
      let marginals = [turned.map(\.x).sorted(), turned.map(\.y).sorted()]
      let distance = marginals.reduce(0) { sum, marginal in
        sum + zip(marginal, quantiles).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      if distance > best?.distance ?? -1 { best = (normal, marginals, distance) }
    }
    parameters[initialized.offset] = 1
    guard let best, best.distance > Self.chance else { return }
    for feature in 0..<2 {
      parameters[axes.normal.offset + feature] = Float(best.normal[feature])
      let raw = map.raw(fitting: best.marginals[feature])
      for (index, value) in raw.enumerated() {
        parameters[shapes[feature].offset + index] = value
      }
    }
  }
}

extension FlowFamily {
  static let gaussianization = FlowFamily(
    name: "gaussianization", title: "Gaussianization",
    summary: "turn, make each marginal normal, turn again; the first batch alone sets every layer",
    papers: [Paper("Meng et al.", 2020, arXiv: "2003.01941")], defaultLayers: 12,
    defaultHidden: [], defaultLearningRate: 1e-2
  ) { builder in
    builder.repeated { _, builder in GaussianizationLayer(units: 12, &builder) }
  }
}
