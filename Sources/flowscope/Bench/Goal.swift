/// One aim of speed, and what was measured of it.
struct Goal: Encodable {
  enum Unit: String, Encodable {
    case share, times, ms
    case perSecond = "per_s"
  }
  let name: String
  let unit: Unit
  /// At least this much; of milliseconds, at most.
  let wanted: Double
  let measured: Double
  let isMet: Bool
  /// What the time goes into, or what it depends on; `nil` where the goal is met.
  let reason: String?

  /// - Parameter reason: is asked where the goal is not met.
  init(
    _ name: String, _ unit: Unit, wanted: Double, measured: Double, reason: () throws -> String
  ) rethrows {
    (self.name, self.unit, self.wanted, self.measured) = (name, unit, wanted, measured)
    isMet = unit == .ms ? measured <= wanted : measured >= wanted
    self.reason = isMet ? nil : try reason()
  }

  /// A row of the table: name, aim, what was measured, whether that is enough.
  var cells: [String] {
    let sign = unit == .ms ? "≤ " : "≥ "
    return [name, sign + text(wanted), text(measured), isMet ? "yes" : "NO"]
  }

  private func text(_ value: Double) -> String {
    switch unit {
    case .share: fixed(100 * value, 0) + " %"
    case .times: fixed(value, 2) + "×"
    case .ms: fixed(value, value < 10 ? 3 : 1) + " ms"
    case .perSecond: fixed(value, 1) + " /s"
    }
  }
}
