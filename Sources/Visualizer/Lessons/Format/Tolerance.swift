import Foundation
import Learning

/// How far a prediction may be from what is measured.
public enum Tolerance: Hashable, Sendable, CustomStringConvertible {
  /// A share of the measured number: `10 %` is 0.1.
  case share(Double)
  /// So many times too large or too small.
  case factor(Double)
  /// In the reading's own unit.
  case absolute(Double, unit: String)

  /// `10 %`, `factor 3`, `0.05` or `0.05 nats`.
  /// - Parameter unit: of the reading that it is for.
  init?(_ text: String, unit: String) {
    let words = text.split(separator: " ").map(String.init)
    if words.count == 2, words[0] == "factor", let factor = Self.number(words[1]), factor > 1 {
      self = .factor(factor)
      return
    }
    let digits = text.prefix { "0123456789.eE-+".contains($0) }
    let rest = text.dropFirst(digits.count).drop { $0 == " " }
    guard let size = Self.number(String(digits)) else { return nil }
    // Of a reading in per cent, a number with % is a share of it all the same.
    if rest == "%" {
      self = .share(size / 100)
    } else if rest.isEmpty || rest == unit {
      self = .absolute(size, unit: unit)
    } else {
      return nil
    }
  }

  private static func number(_ text: String) -> Double? {
    Double(text).flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
  }

  /// Whether a prediction is as good as asked for.
  public func admits(_ predicted: Double, measured: Double) -> Bool {
    switch self {
    case .share(let share): return abs(predicted - measured) <= share * abs(measured) * (1 + 1e-9)
    case .factor(let factor):
      guard predicted != 0, measured != 0 else { return predicted == measured }
      let ratio = predicted / measured
      return ratio > 0 && abs(log(ratio)) <= log(factor) * (1 + 1e-9)
    case .absolute(let size, _): return abs(predicted - measured) <= size * (1 + 1e-9)
    }
  }

  public var description: String {
    func plain(_ value: Double) -> String {
      value == value.rounded() ? String(Int(value)) : "\(value)"
    }
    switch self {
    case .share(let share): return "\(plain((share * 1e6).rounded() / 1e4)) %"
    case .factor(let factor): return "factor \(plain(factor))"
    case .absolute(let size, let unit): return unit.isEmpty ? plain(size) : "\(plain(size)) \(unit)"
    }
  }
}
