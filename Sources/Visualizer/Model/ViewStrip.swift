/// The views by number and name, which the key `v` holds open for a moment. Digits choose in it.
struct ViewStrip: Hashable, Sendable {
  /// Seconds that it stays open without another key.
  static let duration = 2.5

  /// Seconds until it closes.
  var secondsLeft = duration
  /// The digits of a number that may have another: with eleven views, 1 may become 10 or 11.
  var typed = ""

  /// Takes a digit: it goes on with the number typed so far, or else begins another.
  /// - Returns: the number that is now typed, from 1 to `count`; `nil` where there is none.
  mutating func type(_ digit: Int, of count: Int) -> Int? {
    let number = [typed + String(digit), String(digit)].lazy.compactMap { Int($0) }
      .first { (1...max(1, count)).contains($0) }
    typed = number.map { $0 * 10 <= count ? String($0) : "" } ?? ""
    secondsLeft = Self.duration
    return number
  }

  /// Lets time pass. A frame that took long counts as a quarter of a second, so that the strip can be
  /// read on a slow line.
  /// - Returns: `nil` when it closes.
  func after(seconds: Double) -> ViewStrip? {
    var strip = self
    strip.secondsLeft -= min(seconds, 0.25)
    return strip.secondsLeft > 0 ? strip : nil
  }
}
