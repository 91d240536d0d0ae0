/// Which evaluations a frame makes, where they take turns.
struct Turns {
  enum Turn { case density, grid }

  private var turn = Turn.density
  private var isShared = false
  private var model: ModelKey?
  private var previous: ModelKey?

  /// Begins a frame of a model.
  mutating func begin(_ model: ModelKey, isShared: Bool) {
    self.isShared = isShared
    turn = turn == .density ? .grid : .density
    previous = self.model
    self.model = model
  }

  /// Whether this frame may show what was evaluated of `model`, a value that is evaluated again in the
  /// turn `due`.
  func allows(_ model: ModelKey, until due: Turn) -> Bool {
    isShared && turn != due && model == previous
  }
}
