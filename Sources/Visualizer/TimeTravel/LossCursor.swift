import Canvas

// The arrow keys read values off the loss curves.

extension State {
  /// Whether the arrows move the cursor of the loss, not the probe.
  var readsLoss: Bool {
    switch mode.below {
    case .watch: shown.readsLoss(self)
    case .race, .paint, .lesson: false
    }
  }

  /// Moves the cursor by so many hundredths of the run.
  mutating func moveLossCursor(by hundredths: Int) {
    let last = snapshot?.step ?? 0
    guard last > 0 else { return }
    let stride = max(1, last / 100)
    let step = (lossCursor ?? self.step) + hundredths * stride
    lossCursor = min(max(step, 0), last)
  }
}
