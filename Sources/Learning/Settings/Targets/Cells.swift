import Flows
import Foundation

/// What spreads data that lie on a grid, so that a density can be learned of them.
public enum Dequantization: String, CaseIterable, Codable, Hashable, Sendable {
  /// Evenly over the cell (Theis et al. 2016, arXiv:1511.01844, section 3.1).
  case uniform
  /// By a normal distribution around the cell's middle, cut off at its edge.
  case gaussian
  /// Not at all: the likelihood of points on a grid has no upper bound, and training shows it.
  case none
}

/// A square grid of cells: data on a grid are points of which only the cell is known.
///
/// With noise of density q in the cell c of a point, the model's log-probability of the cell has the
/// bound that training maximises (Theis et al. 2016, equation 3; Ho et al. 2019, arXiv:1902.00275,
/// equation 11):
///
///     log P(c) = log ∫_c p(x) dx ≥ E_q[log p(x) − log q(x)]
public struct Cells: Hashable, Sendable {
  /// A cell's side, in the units that the flow learns in.
  public let width: Double
  public let dequantization: Dequantization

  /// The width where settings say none.
  static let usualWidth = 0.5
  /// The normal noise's deviation before it is cut off, as a share of the width.
  private static let spread = 0.25

  public init(width: Double, dequantization: Dequantization = .uniform) {
    (self.width, self.dequantization) = (width, dequantization)
  }

  /// The middle of the cell that holds a point.
  public func middle(of point: SIMD2<Float>) -> SIMD2<Float> {
    let width = SIMD2<Float>(repeating: Float(width))
    return ((point / width).rounded(.down) + 0.5) * width
  }

  /// The training point that stands for a point of the data.
  func spread(_ point: SIMD2<Float>, using random: inout RandomStream) -> SIMD2<Float> {
    let middle = middle(of: point)
    switch dequantization {
    case .none: return middle
    case .uniform:
      let offset = SIMD2(random.uniform() - 0.5, random.uniform() - 0.5)
      return middle + SIMD2<Float>(width * offset)
    case .gaussian:
      func draw() -> Double {
        while true {
          let offset = Self.spread * random.normal()
          if abs(offset) < 0.5 { return offset }
        }
      }
      return middle + SIMD2<Float>(width * SIMD2(draw(), draw()))
    }
  }

  /// The noise's density along one coordinate, at an offset from the cell's middle as a share of its
  /// width, up to a factor; `nil` where there is no noise.
  func weight(at offset: Double) -> Double? {
    switch dequantization {
    case .none: nil
    case .uniform: 1
    case .gaussian: exp(-0.5 * offset * offset / (Self.spread * Self.spread))
    }
  }
}
