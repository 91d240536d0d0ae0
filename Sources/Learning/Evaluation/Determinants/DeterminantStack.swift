import Foundation

/// The determinant of a stack of layers in many dimensions, formed in three ways as layers come on top:
/// multiplied in 32 bits, multiplied in 64 bits, and added as logarithms.
///
/// Every layer is a full matrix of normal numbers.
public struct DeterminantStack: Sendable {
  /// What a stack is after so many layers.
  public struct Row: Sendable {
    /// The product of the layers' determinants, which is 0 or infinite from some layer on.
    public let float: Float
    public let double: Double
    /// The sum of the layers' log|det| in nats.
    public let logarithm: Double
    /// The product of the layers' signs.
    public let sign: Double
  }

  public static let layerCount = 32
  /// The numbers of dimensions that a screen shows.
  public static let sizes = [2, 4, 8, 16, 32, 64, 128, 256]
  /// The standard deviation of a weight, as a multiple of 1/√dimensions: with the first, areas shrink;
  /// with the second, they grow.
  public static let gains = [1.0, 3.0]

  /// The stacks of a size that readings are of, made once.
  static func measured(_ size: Int) -> DeterminantStack? { known[size] }
  private static let known: [Int: DeterminantStack] = Dictionary(
    uniqueKeysWithValues: [8, 64, 256].map { ($0, DeterminantStack(size: $0)) })

  public let size: Int
  /// After one layer, after two, and so on; one list for each of ``gains``.
  public let rows: [[Row]]
  /// How many layers have a negative determinant.
  public let negatives: Int

  /// - Parameter size: how many dimensions.
  public init(size: Int) {
    self.size = size
    let layers = (0..<Self.layerCount).map { layer in
      SignedLogDeterminant(
        of: SignedLogDeterminant.randomMatrix(size: size, seed: UInt64(1000 * size + layer)),
        size: size)
    }
    negatives = layers.count { $0.sign < 0 }
    rows = Self.gains.map { Self.rows(of: layers, gain: $0) }
  }

  private static func rows(of layers: [SignedLogDeterminant], gain: Double) -> [Row] {
    var (float, double, logarithm, sign) = (Float(1), 1.0, 0.0, 1.0)
    return layers.map { layer in
      let determinant = layer.logarithm + Double(layer.pivots.count) * log(gain)
      logarithm += determinant
      sign *= layer.sign
      double *= layer.sign * exp(determinant)
      float *= Float(layer.sign * exp(determinant))
      return Row(float: float, double: double, logarithm: logarithm, sign: sign)
    }
  }

  /// After how many layers the product is 0 or infinite; `nil` where it never is.
  public func end(inFloat: Bool, gain index: Int) -> Int? {
    rows[index].firstIndex { row in
      inFloat ? row.float == 0 || !row.float.isFinite : row.double == 0 || !row.double.isFinite
    }.map { $0 + 1 }
  }
}
