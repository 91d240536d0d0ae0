import Flows

// The rows of the maps that are turned by hand: one for each knob.

extension Setting {
  public static let stretch: Setting = hand(.stretch)
  public static let stretch2: Setting = hand(.stretch2)
  public static let shear: Setting = hand(.shear)
  public static let turn: Setting = hand(.turn)
  public static let shift: Setting = hand(.shift)
  public static let shift2: Setting = hand(.shift2)
  public static let bend: Setting = hand(.bend)
  public static let lipschitz: Setting = hand(.lipschitz)

  private static func hand(_ knob: HandKnob) -> Setting {
    let (low, high) = (knob.range.lowerBound, knob.range.upperBound)
    return Setting(
      knob.option, knob.summary, \Settings.hand[knob], \LayerOptions.hand[knob],
      .number("a number from \(Int(low)) to \(Int(high))") { knob.range.contains($0) }
    ).with {
      $0.isNumber = true
      $0.unit = knob == .turn ? "degrees" : nil
      $0.usual = "\(knob.usual)"
      $0.standard = { _ in "\(knob.usual)" }
      $0.steps = .turns { knob.turned(from: $0, by: $1) }
      $0.atOnce = { .hand($0.hand) }
    }
  }
}
