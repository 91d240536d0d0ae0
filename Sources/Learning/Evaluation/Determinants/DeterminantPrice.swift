import Foundation

/// What log|det| of a matrix costs, timed on this machine: of a full one by elimination, and of a
/// triangular one from its diagonal.
public struct DeterminantPrice: Sendable {
  /// The times of one size.
  public struct Row: Sendable {
    /// The matrix has `size` × `size` entries.
    public let size: Int
    /// Seconds for a full matrix.
    public let full: Double
    /// Seconds for a triangular one, whose diagonal is enough.
    public let diagonal: Double
  }

  /// Each size is twice the one before it.
  public static let sizes = [2, 4, 8, 16, 32, 64, 128, 256, 512]
  /// The prices of this machine, timed once, when they are first asked for: so that every pane and every
  /// reading has the same.
  public static let here = DeterminantPrice()

  public let rows: [Row]

  private init() {
    rows = Self.sizes.map { size in
      let matrix = SignedLogDeterminant.randomMatrix(size: size, seed: UInt64(size))
      let diagonal = (0..<size).map { matrix[$0 * size + $0] }
      return Row(
        size: size,
        full: Self.seconds { SignedLogDeterminant(of: matrix, size: size).logarithm },
        diagonal: Self.seconds { SignedLogDeterminant.logarithm(ofDiagonal: diagonal) })
    }
  }

  /// The prices of a size.
  public func row(_ size: Int) -> Row? { rows.first { $0.size == size } }

  /// How long a computation takes: the best of several rounds, each long enough for the clock. What
  /// disturbs a round only makes it longer.
  private static func seconds(_ compute: () -> Double) -> Double {
    let clock = ContinuousClock()
    func round(_ times: Int) -> (seconds: Double, sum: Double) {
      var sum = 0.0
      let time = clock.measure { for _ in 0..<times { sum += compute() } }
      return (time / .seconds(1), sum)
    }
    var times = 1
    while times < 1 << 20, round(times).seconds < 0.001 { times *= 4 }
    let rounds = (0..<5).map { _ in round(times) }
    // The sum is used, so that nothing is left out because nobody asks for it.
    let best = rounds.filter { $0.sum.isFinite }.map(\.seconds).min() ?? .nan
    return best / Double(times)
  }
}
