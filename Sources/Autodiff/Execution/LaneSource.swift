/// Fills an input block by block, from whatever thread runs the block.
public protocol LaneSource<Scalar>: AnyObject, Sendable {
  associatedtype Scalar: LaneScalar
  /// Writes the lanes `range` of the batch; what is written may depend on the range alone.
  func fill(_ block: LaneBlock<Scalar>, lanes range: Range<Int>)
}

/// The rows of one tile of an input, to be written.
public struct LaneBlock<S: LaneScalar> {
  let base: UnsafeMutablePointer<S>
  let step: Int
  let rows: Int

  /// Writes one number; `lane` counts from the beginning of the block.
  public func set(feature: Int, lane: Int, _ value: S) {
    precondition(feature < rows && lane < step && feature >= 0 && lane >= 0, "outside the block")
    base[feature &* step &+ lane] = value
  }

  /// Reads a number that was written.
  public func get(feature: Int, lane: Int) -> S {
    precondition(feature < rows && lane < step && feature >= 0 && lane >= 0, "outside the block")
    return base[feature &* step &+ lane]
  }
}
