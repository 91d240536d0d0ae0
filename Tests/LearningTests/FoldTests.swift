import Foundation
import Testing

@testable import Learning

@Suite struct FoldTests {
  private let side = 25

  private func fold(
    _ map: @escaping ([SIMD2<Float>]) -> [SIMD2<Float>]
  ) -> Fold? {
    let ticks = (0..<side).map { 3 * (2 * Float($0) / Float(side - 1) - 1) }
    let z = ticks.flatMap { y in ticks.map { SIMD2($0, y) } }
    let logBase = z.map { -0.5 * ($0 * $0).sum() - log(2 * Float.pi) }
    return Fold(side: side, z: z, x: map(z), logBase: logBase, map)
  }

  @Test func twoPointsThatMeetAreFound() throws {
    // x³ − x turns over between ±1/√3, where 43.6 % of a normal distribution lies.
    let map: ([SIMD2<Float>]) -> [SIMD2<Float>] = { points in
      points.map { SIMD2($0.x * $0.x * $0.x - $0.x, $0.y + 0.3 * $0.x) }
    }
    let fold = try #require(self.fold(map))
    let images = map([SIMD2<Float>(fold.first), SIMD2<Float>(fold.second)])
    let (miss, apart) = (images[0] - images[1], fold.first - fold.second)
    #expect((miss * miss).sum().squareRoot() < 0.01)
    #expect((apart * apart).sum().squareRoot() > 0.1)
    #expect(abs(fold.mass - 0.436) < 0.08)
  }

  @Test func anInvertibleMapHasNone() {
    #expect(fold { $0.map { SIMD2($0.x + sin($0.y), 2 * $0.y) } } == nil)
    #expect(fold { $0.map { SIMD2(-$0.x, $0.y) } } == nil, "turned over as a whole")
    #expect(fold { $0.map { _ in SIMD2(.nan, .nan) } } == nil)
  }
}
