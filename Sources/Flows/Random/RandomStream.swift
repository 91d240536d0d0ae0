/// A seeded, splittable stream of random numbers (xoshiro256++, seeded by SplitMix64).
///
/// Equal seeds give equal streams on every machine. ``split(_:)`` derives an independent stream
/// from a key without advancing this one, so work can be handed to threads in any order.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)
  private let identity: UInt64
  var spareNormal: Double?

  /// The stream of that seed, from its beginning.
  public init(seed: UInt64) {
    identity = seed
    var s = seed
    func next() -> UInt64 {
      s &+= 0x9E37_79B9_7F4A_7C15
      var z = s
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// An independent stream named by `key`; this stream does not advance.
  public func split(_ key: UInt64) -> RandomStream {
    var mixer = RandomStream(
      seed: identity ^ (key &* 0xD134_2543_DE82_EF95 &+ 0x2545_F491_4F6C_DD1D))
    return RandomStream(seed: mixer.next())
  }

  /// 64 random bits.
  @inline(__always)
  public mutating func next() -> UInt64 {
    let sum = state.0 &+ state.3
    let result = (sum << 23 | sum >> 41) &+ state.0
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }
}
