import Canvas
import Foundation
import Learning

/// A scale of colours for log|det| that ends beyond all that it has to show, so that nothing runs into its
/// end, and that is soft: small values are told apart as well as large ones.
struct SoftScale: Hashable, Sendable {
  /// log|det| at the end of the colours, in nats.
  let top: Float
  /// Up to here colours are about proportional to log|det|, in nats.
  private static let knee: Float = 0.7
  private static let tops: [Float] = [1, 2, 3, 4, 6, 8, 10, 15, 20]

  /// - Parameter reach: the largest |log|det|| to be shown, in nats.
  init(reaching reach: Float) {
    top = Self.tops.first { $0 >= reach } ?? Self.tops[Self.tops.count - 1]
  }

  /// For points on their way from z to x: the scale holds their log|det| at every stage.
  init(_ journey: Journey) {
    var sums = [Float](repeating: 0, count: journey.points.first?.count ?? 0)
    var reach: Float = 0
    for terms in journey.logDets {
      for (index, term) in terms.enumerated() where sums.indices.contains(index) {
        sums[index] += term
        if sums[index].isFinite { reach = max(reach, abs(sums[index])) }
      }
    }
    self.init(reaching: reach)
  }

  /// A value where the colours of a picture end at ±``logDetLimit``.
  func shown(_ value: Float) -> Float {
    logDetLimit * asinh(value / Self.knee) / asinh(top / Self.knee)
  }

  /// The colours with the values at their ends.
  func legend(_ state: State, width: Int) -> StyledText {
    let strip = DivergingMap(limit: top, medium: state.medium).legend(width: width >= 22 ? 9 : 5)
    let names = ["log|det dx/dz| ", "log|det| ", ""]
    let name = names.first { $0.count + strip.width <= width } ?? ""
    return StyledText(name, Theme(state.medium).faint) + strip
  }
}
