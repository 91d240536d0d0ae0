import Flows

// Knobs in the words of the screen.

extension HandKnob {
  /// `stretch`, `turn`: as the caption names it, with its number.
  func words(_ value: Double) -> String {
    let number = value == value.rounded() ? String(Int(value)) : String(value)
    let text = number.replacing("-", with: "−")
    return switch self {
    case .bend: "bend wᵀu \(text)"
    case .lipschitz: "Lipschitz L \(text)"
    case .stretch2: "stretch₂ \(text)"
    case .shift2: "shift₂ \(text)"
    case .turn: "turn \(text)°"
    default: "\(rawValue) \(text)"
    }
  }

  /// Why a map whose knob stands there cannot be inverted, or need not be invertible; `nil` where this
  /// knob breaks nothing.
  func breakWords(_ value: Double) -> String? {
    switch self {
    case .stretch, .stretch2:
      collapses(at: value)
        ? "not invertible (singular): the plane falls on a line, and x has no density" : nil
    case .bend:
      value <= -1 ? "not invertible, wᵀu is not above −1: squares fold" : nil
    case .lipschitz:
      value > 1
        ? "not invertible, L is above 1: squares fold"
        : value == 1 ? "L is not below 1: the slope is 0 at one place" : nil
    case .shear, .turn, .shift, .shift2: nil
    }
  }

  /// What its keys do where it stands there, more and less. Of a mirrored stretch, which is below 0, more is
  /// nearer to 0.
  func mainWords(_ value: Double) -> [String] {
    switch self {
    case .bend: ["bend up", "down"]
    case .lipschitz: ["L up", "down"]
    default: value < 0 ? ["shrink", "stretch"] : ["stretch", "shrink"]
    }
  }
}
