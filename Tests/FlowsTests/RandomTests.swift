import Foundation
import Testing

@testable import Flows

/// The random stream: its generator against published values, its distributions by their moments.
@Suite struct RandomTests {
  @Test func seedingAndGeneratorMatchTheReferenceImplementations() {
    var random = RandomStream(seed: 42)
    let expected: [UInt64] = [
      0xD076_4D4F_4476_689F, 0x519E_4174_576F_3791, 0xFBE0_7CFB_0C24_ED8C, 0xB37D_9F60_0CD8_35B8,
    ]
    for value in expected { #expect(random.next() == value) }
  }

  /// The same bits on every machine: recorded once.
  @Test func normalsHaveTheRecordedBits() {
    var random = RandomStream(seed: 1)
    let bits = (0..<4).map { _ in random.normal().bitPattern }
    #expect(
      bits == [
        4_598_864_824_295_029_508, 13_827_916_270_176_151_018, 4_603_747_118_594_753_908,
        4_601_784_217_778_228_565,
      ])
  }

  @Test func sameSeedGivesTheSameStreamAndAnotherSeedAnother() {
    var one = RandomStream(seed: 9)
    var same = RandomStream(seed: 9)
    var other = RandomStream(seed: 10)
    for _ in 0..<100 { #expect(one.normal() == same.normal()) }
    #expect((0..<8).map { _ in one.next() } != (0..<8).map { _ in other.next() })
  }

  @Test func splittingDoesNotAdvanceAndDependsOnSeedAndKeyOnly() {
    var parent = RandomStream(seed: 4)
    let untouched = parent
    var early = parent.split(17)
    _ = parent.next()
    var late = parent.split(17)
    var copy = untouched
    var fresh = RandomStream(seed: 4)
    for _ in 0..<8 {
      #expect(early.next() == late.next())
      #expect(copy.next() == fresh.next())
    }
  }

  @Test func splitStreamsAreUncorrelated() {
    let parent = RandomStream(seed: 21)
    let count = 4096
    var streams = (0..<6).map { parent.split(UInt64($0)) }
    streams.append(parent)
    streams.append(parent.split(0).split(0))
    let draws = streams.map { stream in
      var stream = stream
      return (0..<count).map { _ in stream.normal() }
    }
    for first in draws.indices {
      for second in 0..<first {
        var product = 0.0
        for (a, b) in zip(draws[first], draws[second]) { product += a * b }
        #expect(abs(product) < 4.5 * Double(count).squareRoot(), "\(first) and \(second)")
      }
    }
  }

  @Test func uniformsFillTheirRangeEvenly() {
    var random = RandomStream(seed: 2)
    let count = 40_000
    var bins = [Double](repeating: 0, count: 20)
    for _ in 0..<count / 4 {
      let values = [
        random.uniform(), Double(random.uniformFloat()), (random.uniform(in: -3..<5) + 3) / 8,
        (Double(random.uniform(in: Float(2)..<4)) - 2) / 2,
      ]
      for value in values {
        #expect(value >= 0 && value < 1)
        bins[Int(value * 20)] += 1
      }
    }
    let expected = Double(count) / 20
    let chiSquare = bins.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    #expect(chiSquare < 50, "chi-square \(chiSquare) on 19 degrees of freedom")
  }

  @Test func indexIsEvenOverItsValues() {
    var random = RandomStream(seed: 6)
    var counts = [0, 0, 0, 0, 0]
    for _ in 0..<10_000 { counts[random.index(below: 5)] += 1 }
    for count in counts { #expect(abs(count - 2000) < 200) }
  }

  @Test func uniformInATinyRangeStaysBelowItsEnd() {
    var random = RandomStream(seed: 8)
    let range = Float(1)..<Float(1).nextUp
    for _ in 0..<100 { #expect(range.contains(random.uniform(in: range))) }
  }

  @Test func normalsHaveTheMomentsAndTailsOfTheStandardNormal() {
    var random = RandomStream(seed: 3)
    let count = 100_000
    var moments = [0.0, 0, 0, 0]
    var beyondTwo = 0
    var beyondThree = 0
    var product = 0.0
    var previous = 0.0
    for _ in 0..<count {
      let value = random.normal()
      var power = 1.0
      for order in 0..<4 {
        power *= value
        moments[order] += power / Double(count)
      }
      if abs(value) > 2 { beyondTwo += 1 }
      if abs(value) > 3 { beyondThree += 1 }
      product += value * previous / Double(count)
      previous = value
    }
    // Four standard errors: 1, √2, √15 and √96 over √count.
    #expect(abs(moments[0]) < 0.013)
    #expect(abs(moments[1] - 1) < 0.018)
    #expect(abs(moments[2]) < 0.049)
    #expect(abs(moments[3] - 3) < 0.124)
    #expect(abs(beyondTwo - 4550) < 264)
    #expect(abs(beyondThree - 270) < 66)
    #expect(abs(product) < 0.013)
  }

  @Test func normalsFollowTheNormalDistributionFunction() {
    var random = RandomStream(seed: 12)
    let count = 20_000
    let sorted = (0..<count).map { _ in random.normal() }.sorted()
    var largest = 0.0
    for (index, value) in sorted.enumerated() {
      let exact = 0.5 * erfc(-value * 0.5.squareRoot())
      largest = max(largest, abs(exact - (Double(index) + 0.5) / Double(count)))
    }
    // Kolmogorov and Smirnov's statistic; 1.95 is exceeded once in a thousand times.
    #expect(largest * Double(count).squareRoot() < 1.95)
  }

  @Test func unitVectorsCoverTheCircleEvenly() {
    var random = RandomStream(seed: 13)
    var bins = [Double](repeating: 0, count: 16)
    for _ in 0..<16_000 {
      let direction = random.unitVector()
      #expect(abs((direction * direction).sum() - 1) < 1e-8)
      bins[Int((atan2(direction.y, direction.x) / .pi + 1) * 8) & 15] += 1
    }
    for count in bins { #expect(abs(count - 1000) < 150) }
  }

  @Test func elementaryFunctionsKeepTheirStatedAccuracy() {
    for index in -4000...4000 {
      let x = Double(index) * 0.01237
      let direction = Elementary.direction(x)
      #expect(abs(direction.x - cos(x)) < 2e-9)
      #expect(abs(direction.y - sin(x)) < 2e-9)
      #expect(abs(Elementary.exponential(x) / exp(x) - 1) < 2e-9)
      let positive = exp(x) * (1 + 1e-3 * Double(index & 7))
      let logarithm = log(positive)
      #expect(abs(Elementary.logarithm(positive) - logarithm) <= 2e-9 * abs(logarithm))
    }
    for x in [1 - 0x1p-53, 1 + 0x1p-52, 0.5.squareRoot(), 2.0.squareRoot(), 0x1p-53, 1e300] {
      #expect(abs(Elementary.logarithm(x) / log(x) - 1) < 2e-9)
    }
    #expect(Elementary.logarithm(1) == 0)
  }
}
