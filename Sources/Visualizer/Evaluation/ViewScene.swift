import Canvas

/// What a view shows: evaluated numbers, and how they are drawn.
protocol ViewScene: Sendable {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas)
  /// What it says in words, with its own numbers.
  func caption(_ state: State) -> Caption
}
