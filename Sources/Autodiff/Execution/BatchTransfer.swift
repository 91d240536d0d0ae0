/// Moves a batch between the caller's arrays and the blocks that hold tiles, on all threads. On one thread,
/// with a division per lane, moving took a sixth of the time of a density.
///
/// `move` and `count` are written between runs only, by the thread that starts them; items touch
/// separate lanes.
final class BatchTransfer<S: LaneScalar>: ParallelWork, @unchecked Sendable {
  enum Move {
    case none
    /// To an input of two features.
    case writePoints(input: Int, UnsafePointer<SIMD2<S>>)
    /// From a per-lane output, which for points has two features.
    case readPoints(output: Int, UnsafeMutablePointer<SIMD2<S>>)
    case readRow(output: Int, feature: Int, UnsafeMutablePointer<S>)
  }

  private let memory: ExecutorMemory<S>
  private let crew: Crew
  private var move = Move.none
  private var count = 0
  /// How many tiles one item moves.
  private static var tilesPerItem: Int { 32 }

  init(memory: ExecutorMemory<S>, crew: Crew) {
    self.memory = memory
    self.crew = crew
  }

  func run(_ move: Move, count: Int) {
    self.move = move
    self.count = count
    let tiles = memory.tileCount(lanes: count)
    crew.run(self, items: (tiles + Self.tilesPerItem - 1) / Self.tilesPerItem)
    self.move = .none
  }

  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func perform(item: Int, worker: Int) {
    let step = memory.tileLanes
    let first = item * Self.tilesPerItem
    for tile in first..<min(memory.tileCount(lanes: count), first + Self.tilesPerItem) {
      let start = tile * step
      let lanes = min(step, count - start)
      switch move {
      case .none: return
      case .writePoints(let slot, let points):
        guard let base = memory.inputs[slot], memory.rows(ofInput: slot) == 2 else { return }
        let block = base + 2 * tile * step
        for lane in 0..<lanes {
          block[lane] = points[start &+ lane].x
          block[step &+ lane] = points[start &+ lane].y
        }
      case .readPoints(let index, let points):
        let block = memory.outputs[index] + memory.rows(ofOutput: index) * tile * step
        for lane in 0..<lanes {
          points[start &+ lane] = SIMD2(block[lane], block[step &+ lane])
        }
      case .readRow(let index, let feature, let values):
        let row = memory.outputs[index] + (memory.rows(ofOutput: index) * tile + feature) * step
        (values + start).initialize(from: row, count: lanes)
      }
    }
  }
}
