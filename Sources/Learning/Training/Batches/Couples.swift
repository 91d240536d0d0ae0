import Flows

/// A round of reflow (Liu et al. 2023, arXiv:2209.03003, section 2.2): flow matching on the pairs (z, x) that
/// the model itself makes. Drawn on their own, z and x are joined by paths that cross, and the field, which has
/// one velocity for each place and time, has to turn between them. Pairs of a model are joined by
/// its rides, which do not cross; straight paths between the same pairs cross less, and so on, round by
/// round. The distribution stays that of the first model, with its errors.
///
/// Measured after 3,000 steps on moons and 8gaussians, without a round and with one: `path.bend` 1.16 and .00010, 1.85
/// and .00015; `path.oneStep` 1.07 and −.0005, 1.68 and .0000; evaluations of the field for a sample
/// (dopri5, 1e-5) 77 and 31, 80 and 28; KL .034 and .073, .028 and .059. A second round adds
/// little: `path.bend` .00008 and .00010, KL .079 and .066.
public struct ReflowRound: Hashable, Sendable {
  /// Which round it is, from 1.
  let number: Int
  /// The parameters of the model that makes the pairs.
  let teacher: [Float]
}

/// The pairs of a round, drawn when it begins.
struct Couples: Sendable {
  let round: ReflowRound
  private let pairs: [(z: SIMD2<Float>, x: SIMD2<Float>)]

  /// Liu et al. take as many samples as data; a field of a few thousand parameters learns none of these by heart.
  private static let count = 1 << 15

  /// - Parameters:
  ///   - seed: of the run.
  ///   - make: draws so many points of the base with a seed, and where the model takes them.
  init(
    _ round: ReflowRound, seed: UInt64,
    _ make: (_ count: Int, _ seed: UInt64) -> (z: [SIMD2<Float>], x: [SIMD2<Float>])
  ) {
    self.round = round
    var random = RandomStream(seed: seed).split(RandomStream.Purpose.couples)
      .split(UInt64(round.number))
    let made = make(Self.count, random.next())
    // Where a solver gave up there is no pair.
    pairs = zip(made.z, made.x).filter { $0.1.x.isFinite && $0.1.y.isFinite }.map { ($0, $1) }
  }

  /// Any of the pairs; `nil` where there are none.
  @inline(__always)
  func draw(using random: inout RandomStream) -> (z: SIMD2<Float>, x: SIMD2<Float>)? {
    pairs.isEmpty ? nil : pairs[Int(random.next(upperBound: UInt64(pairs.count)))]
  }
}
