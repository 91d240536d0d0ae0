import Foundation

/// A circle or a box, in the space that it was drawn in.
public struct Region: Hashable, Sendable {
  public enum Shape: String, Hashable, Sendable {
    case circle, box
  }

  public var shape: Shape
  public var center: SIMD2<Double>
  /// Of a box, half its side.
  public var radius: Double

  public init(shape: Shape, center: SIMD2<Double>, radius: Double) {
    (self.shape, self.center, self.radius) = (shape, center, radius)
  }

  public func contains(_ point: SIMD2<Float>) -> Bool {
    let offset = SIMD2<Double>(point) - center
    switch shape {
    case .circle: return (offset * offset).sum() <= radius * radius
    case .box: return abs(offset.x) <= radius && abs(offset.y) <= radius
    }
  }

  /// Its exact area.
  public var area: Double { shape == .circle ? .pi * radius * radius : 4 * radius * radius }

  /// A point of its edge, once around from 0 to 1.
  func edge(_ turn: Double) -> SIMD2<Double> {
    switch shape {
    case .circle:
      return center + radius * SIMD2(cos(2 * .pi * turn), sin(2 * .pi * turn))
    case .box:
      let corner = Int(turn * 4) % 4
      let t = turn * 4 - Double(Int(turn * 4))
      func place(_ corner: Int) -> SIMD2<Double> {
        center + Self.corners[corner % 4] * (2 * radius / 2)
      }
      return place(corner) * (1 - t) + place(corner + 1) * t
    }
  }

  private static let corners = [SIMD2<Double>(-1, -1), SIMD2(1, -1), SIMD2(1, 1), SIMD2(-1, 1)]

  /// The edge carried elsewhere by a map, with points added where neighbours drift apart.
  func carried(
    maximumGap: Float, by map: ([SIMD2<Float>]) -> [SIMD2<Float>]
  ) -> (own: Polygon, image: Polygon) {
    var turns = (0..<128).map { Double($0) / 128 }
    var image = map(turns.map { SIMD2<Float>(edge($0)) })
    for _ in 0..<4 {
      var between: [(index: Int, turn: Double)] = []
      for index in image.indices {
        let next = (index + 1) % image.count
        let step = image[next] - image[index]
        let length = (step * step).sum().squareRoot()
        let end = next == 0 ? 1 : turns[next]
        guard length > maximumGap, end - turns[index] > 1e-6 else { continue }
        let pieces = length < 8 * maximumGap ? Int((length / maximumGap).rounded(.up)) : 8
        for piece in 1..<max(2, pieces) {
          let t = Double(piece) / Double(max(2, pieces))
          between.append((index, turns[index] + (end - turns[index]) * t))
        }
      }
      guard !between.isEmpty, turns.count + between.count < 6000 else { break }
      let images = map(between.map { SIMD2<Float>(edge($0.turn)) })
      let merged = (zip(turns, image).map { ($0, $1) } + zip(between, images).map { ($0.turn, $1) })
        .sorted { $0.0 < $1.0 }
      turns = merged.map(\.0)
      image = merged.map(\.1)
    }
    return (Polygon(turns.map { SIMD2<Float>(edge($0)) }), Polygon(image))
  }
}
