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

  /// The normal noise's deviation before it is cut off, as a share of the width.
  private static let spread = 0.25

  public init(width: Double, dequantization: Dequantization = .uniform) {
    (self.width, self.dequantization) = (width, dequantization)
  }

  /// - Returns: `nil` where the data stay as they are.
  public init?(_ settings: Settings) {
    guard let width = settings.cells else { return nil }
    self.init(width: width, dequantization: settings.dequantize ?? .uniform)
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

// The rows of data on a grid.

extension Setting {
  public static let cells: Setting = Setting(
    "cells", "round training points to square cells of this width, as data on a grid are", \.cells,
    .number("a number from 0.01 to 10", or: ", or leave it out") { $0 >= 0.01 && $0 <= 10 }
  ).with {
    $0.title = "data cells"
    $0.formNote = "; off is none"
    $0.isNumber = true
    $0.scope = .data
    $0.usual = "none"
    $0.defaultWord = "off"
    $0.steps = .rungs(first: "0.5")
    let isInRange = $0.checking
    $0.checking = { settings throws(FlowError) in
      try isInRange(settings)
      if let dequantize = settings.dequantize, settings.cells == nil {
        throw FlowError(
          "dequantize \(dequantize.rawValue): the points are in no cells; say how wide these are, "
            + "as in cells 0.5, or leave it out")
      }
    }
    $0.choosing = { text, settings, _ throws(FlowError) in
      guard let text else {
        (settings.cells, settings.dequantize) = (nil, nil)
        return
      }
      try Setting.cells.set(text, &settings)
    }
  }

  public static let dequantize: Setting = Setting(
    "dequantize", "the noise that spreads a point over its cell", \.dequantize, .oneOf
  ).with {
    $0.scope = .data
    $0.usual = "uniform"
    $0.steps = .choices { _ in ["default"] + Dequantization.allCases.map(\.rawValue) }
  }
}
