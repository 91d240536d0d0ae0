import Flows

/// How the value of a setting is written, read and checked.
struct SettingValue<Value: Codable & Hashable & Sendable>: Sendable {
  /// What could be written, in words: `a whole number`.
  var wanted: String
  /// What it may be, in words: `1 to 256`; `nil` is anything that can be read.
  var range: String?
  var read: @Sendable (String) throws(FlowError) -> Value?
  var write: @Sendable (Value) -> String
  /// - Throws: ``FlowError`` for a value out of range; it is told what the setting is called.
  var check: @Sendable (Value, String) throws(FlowError) -> Void = { _, _ in }
}

extension SettingValue where Value == String {
  /// A name of some registry.
  static func name(
    _ check: @escaping @Sendable (String) throws(FlowError) -> Void
  ) -> SettingValue {
    SettingValue(wanted: "a name", read: { $0 }, write: { $0 }) { name, _ throws(FlowError) in
      try check(name)
    }
  }
}

extension SettingValue where Value: FixedWidthInteger {
  /// - Parameter range: `nil` for every number there is.
  static func whole(_ range: ClosedRange<Value>? = nil) -> SettingValue {
    let words = range.map { "\($0.lowerBound) to \($0.upperBound)" }
    return SettingValue(
      wanted: "a whole number\(Value.isSigned ? "" : " from 0")", range: words,
      read: { Value($0) }, write: { String($0) }
    ) { value, name throws(FlowError) in
      if let range, let words, !range.contains(value) {
        throw FlowError("\(name) \(value): choose \(words)")
      }
    }
  }
}

extension SettingValue where Value == [Int] {
  /// Widths of layers between commas.
  static func widths(_ range: ClosedRange<Int>, count: ClosedRange<Int>) -> SettingValue {
    let wanted = "whole numbers, as in 64,64"
    let words = "\(range.lowerBound) to \(range.upperBound)"
    return SettingValue(wanted: wanted, range: "each \(words)") { text throws(FlowError) in
      var widths: [Int] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let width = Int(part) else {
          throw FlowError("hidden widths: '\(part)' will not do, write \(wanted)")
        }
        widths.append(width)
      }
      return widths
    } write: {
      $0.map(String.init).joined(separator: ",")
    } check: { widths, _ throws(FlowError) in
      for width in widths where !range.contains(width) {
        throw FlowError("a hidden layer's width \(width): choose \(words)")
      }
      if !count.contains(widths.count) {
        throw FlowError(
          "hidden layers: \(widths.count) given, choose \(count.lowerBound) to "
            + "\(count.upperBound), as in 64,64")
      }
    }
  }
}

extension SettingValue where Value == Double {
  /// - Parameters:
  ///   - words: what `contains` lets pass: `a number from 0 to 10`.
  ///   - advice: what else to do about a value out of range.
  static func number(
    _ words: String, or advice: String = "", _ contains: @escaping @Sendable (Double) -> Bool
  ) -> SettingValue {
    SettingValue(
      wanted: "a number as in 0.001 or 1e-3", range: words,
      read: { Double($0).flatMap { $0.isFinite ? $0 : nil } }, write: { "\($0)" }
    ) { value, name throws(FlowError) in
      if !contains(value) { throw FlowError("\(name) \(value): choose \(words)\(advice)") }
    }
  }
}

extension SettingValue where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases, by its name.
  static var oneOf: SettingValue {
    let names = Value.allCases.map(\.rawValue)
    let words = ListText.either(names)
    return SettingValue(
      wanted: words, range: words, read: { Value(rawValue: $0) }, write: { $0.rawValue })
  }
}

/// Lists in words.
enum ListText {
  /// `a, b or c`.
  static func either(_ names: [String]) -> String {
    [names.dropLast().joined(separator: ", "), names.last ?? ""].filter { !$0.isEmpty }
      .joined(separator: " or ")
  }
}
