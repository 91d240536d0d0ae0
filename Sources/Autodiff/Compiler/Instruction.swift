/// Where an operand is.
struct Operand: Sendable {
  enum Space: UInt8, Sendable {
    case none
    /// Offset in rows of the tile's block.
    case tile
    /// Offset in scalars of the shared block.
    case shared
    /// Offset in scalars of the parameter vector.
    case parameters
    /// Offset in scalars of the sums being accumulated.
    case sums
  }
  var space = Space.none
  var offset = 0
  var features = 0
  var perLane: Bool { space == .tile }
}

/// One step of a program: a primitive and the places it reads and writes.
struct Instruction: Sendable {
  enum Code: Sendable {
    case input(Int)
    case unary(Unary)
    /// Swish, and as many of its derivatives in the rows after `out`.
    case swishAndSlopes(Int)
    case binary(Binary)
    case select
    /// out = a·b + c, or c − a·b.
    case multiplyAdd(negated: Bool)
    case dense(rectified: Bool)
    /// `c`, where there is one, gates the result.
    case denseTransposed
    case product(Product)
    case outer
    case sumFeatures, dotFeatures, sumLanes
    case copy
    /// Repeats the next `count` instructions; `a` is the initial state, `b` the next one.
    case loop(count: Int, limit: Int, tolerance: Double)
  }
  var code: Code
  var out: Operand
  var a = Operand()
  var b = Operand()
  var c = Operand()
  /// Floating-point operations for each lane; a multiply-add is two.
  var operations = 0
  /// Of a sum over lanes: whether it is the first of a tile in its place, so that in a shard's first tile it
  /// writes its result instead of adding it. Clearing all sums first, and reading them back, made a step of
  /// RealNVP take 1.08 times as long on two threads, each of which had read the other's sums.
  var startsSum = false
}
