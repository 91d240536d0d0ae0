/// Numbers as the screen shows them: a true minus sign, thousands separators, fixed decimals, so that
/// right-aligned columns of them line up.
public enum NumberText {
  /// A number with so many decimals: `−1.844`, `1,240.5`; `NaN`, `∞` and `−∞` where it is none.
  ///
  /// - Parameter signed: also writes the `+` of a number above zero.
  public static func fixed(_ value: Double, decimals: Int, signed: Bool = false) -> String {
    if value.isNaN { return "NaN" }
    let decimals = min(max(decimals, 0), 15)
    var unit: Double = 1
    for _ in 0..<decimals { unit *= 10 }
    let scaled = (abs(value) * unit).rounded()
    // A number that rounds to zero has no sign.
    let sign = scaled == 0 ? "" : value < 0 ? "−" : signed ? "+" : ""
    if value.isInfinite { return sign + "∞" }
    guard scaled < 1e18 else { return scientific(value) }
    let whole = UInt64(scaled)
    let divisor = UInt64(unit)
    guard decimals > 0 else { return sign + grouped(whole) }
    let fraction = String(whole % divisor).zeroFilled(decimals)
    return sign + grouped(whole / divisor) + "." + fraction
  }

  /// A whole number with thousands separators: `1,240`.
  public static func grouped(_ value: Int) -> String {
    (value < 0 ? "−" : "") + grouped(UInt64(value.magnitude))
  }

  /// A whole number in few cells: `840`, `1.2k`, `35k`, `1.5M`.
  public static func compact(_ value: Double) -> String {
    let size = abs(value)
    for (unit, suffix) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where size >= unit {
      let scaled = value / unit
      let tenths = (scaled * 10).rounded() / 10
      let decimals = abs(tenths) < 10 && tenths != tenths.rounded() ? 1 : 0
      return fixed(scaled, decimals: decimals) + suffix
    }
    return size == size.rounded() || size >= 10
      ? fixed(value, decimals: 0) : fixed(value, decimals: size >= 1 ? 1 : 2)
  }

  /// A number in scientific notation with one digit, or three if one is not enough: `2e−5`.
  public static func scientific(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, decimals: 0) }
    var exponent = Int(logarithm10(abs(value)).rounded(.down))
    var mantissa = (abs(value) / power(10, Double(exponent)) * 100).rounded() / 100
    if mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    let decimals = mantissa == mantissa.rounded() ? 0 : 2
    return fixed(value < 0 ? -mantissa : mantissa, decimals: decimals) + "e"
      + grouped(exponent)
  }

  private static func grouped(_ value: UInt64) -> String {
    var rest = value
    var text = ""
    while rest >= 1000 {
      text = "," + String(rest % 1000).zeroFilled(3) + text
      rest /= 1000
    }
    return String(rest) + text
  }
}
