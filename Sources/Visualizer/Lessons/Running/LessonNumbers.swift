import Canvas
import Foundation
import Learning

/// The numbers that a lesson names, as they were measured for the frame.
struct LessonNumbers: Sendable {
  /// By the name that the lesson uses; a reading that cannot be given now is missing.
  var values: [String: Double] = [:]
  /// What stands in place of a number that is missing.
  var missing = "…"

  /// With its sure digits: three of them, or fewer where a standard error says that they are not sure.
  func text(_ name: String, withUnit: Bool = false) -> String {
    guard let value = values[name] else { return missing }
    let unit = (try? Readings.named(name))?.unit ?? ""
    let error = values[name + ".error"] ?? 0
    if withUnit, unit == "s", abs(value) < 0.1 { return Self.short(seconds: value) }
    let isCount = Self.isCount(unit, value)
    if isCount, withUnit { return Self.counted(value, unit) }
    let number = isCount ? value.text(0) : Self.text(value, error: error)
    return withUnit && !unit.isEmpty ? number + Self.joined(unit) : number
  }

  /// A short time in the unit that needs no powers of ten: `2.50 ms`.
  private static func short(seconds: Double) -> String {
    abs(seconds) < 1e-4
      ? (seconds * 1e6).significant + " µs" : (seconds * 1e3).significant + " ms"
  }

  /// Whether it counts things, such as layers: then it has no decimals.
  static func isCount(_ unit: String, _ value: Double) -> Bool {
    let measures: Set<String> = ["", "×", "%", "nats", "s", "µs", "degrees", "area"]
    return value == value.rounded() && !measures.contains(unit) && !unit.contains("/")
  }

  static func text(_ value: Double, error: Double = 0) -> String {
    guard error > 0, error.isFinite, abs(value) >= error else { return value.significant }
    // As many decimals as have the error's first digit.
    let decimals = min(4, max(0, Int((-log10(error)).rounded(.up))))
    let sure = value.text(decimals)
    return sure.count < value.significant.count || abs(value) >= 100 ? sure : value.significant
  }

  /// A count with its unit, in the singular for one: `1 layer`, `4 layers`.
  static func counted(_ value: Double, _ unit: String) -> String {
    guard value == 1, unit.hasSuffix("s") else { return value.text(0) + joined(unit) }
    if unit.hasSuffix("ies") { return "1 " + unit.dropLast(3) + "y" }
    return "1 " + unit.dropLast(unit.hasSuffix("sses") ? 2 : 1)
  }

  /// A unit as it follows its number: `2.84×`, `1.2 nats`. Of a unit that depends on what is learned, such as
  /// `nats, or velocity²`, the first, which is that of likelihoods.
  static func joined(_ unit: String) -> String {
    let unit = unit.prefix { $0 != "," }
    return unit.isEmpty || unit == "×" ? String(unit) : " " + unit
  }
}

extension LessonRun {
  /// The readings whose numbers the box of this place needs.
  var readingsToShow: [String] {
    var names = text.readings
    if attempt.measured != nil {
      names += prediction?.because.flatMap { $0.text.readings + ($0.why?.readings ?? []) } ?? []
      // The number behind the choice that it makes right.
      if let prediction, !prediction.choices.isEmpty { names.append(prediction.reading) }
    }
    // A reading that has a standard error is shown with its sure digits.
    let errors = names.map { $0 + ".error" }.filter { (try? Readings.named($0)) != nil }
    return names + errors
  }

  /// What is said at this place.
  var text: MeasuredText { question?.ask ?? step?.text ?? MeasuredText() }
}
