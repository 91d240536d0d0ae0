import Flows
import Learning

// Values of the options form.

extension Setting {
  /// The settings that mean something for a state, in the order of the form.
  static func options(_ state: State) -> [Setting] {
    inForm.filter { $0.applies(to: state.settings) }
  }

  /// The settings with this one read from text.
  /// - Throws: ``FlowError`` that says what could be written instead, or for a flow that is too large to
  ///   watch.
  func set(_ text: String, in settings: Settings, step: Int) throws(FlowError) -> Settings {
    let settings = try chosen(text, in: settings, step: step)
    try settings.checkSize()
    return settings
  }

  /// The next value up or down, as the arrows take it.
  func stepped(_ settings: Settings, by offset: Int, step: Int) throws(FlowError) -> Settings {
    let value = shown(settings, step: step)
    let text: String
    switch steps {
    case .choices(let names):
      text = cycled(names(settings), from: { $0 == value }, by: offset) ?? value
    case .ones(let start, let least):
      let number = UInt64(value) ?? start
      text = String(offset > 0 ? number &+ 1 : max(least &+ 1, number) - 1)
    case .doubles(let first):
      let numbers = value.split(separator: ",").compactMap { Int($0) }
      text =
        numbers.isEmpty
        ? first
        : numbers.map { String(max(1, offset > 0 ? $0 * 2 : $0 / 2)) }.joined(separator: ",")
    case .rungs(let first): text = Double(value).map { Self.rung($0, offset) } ?? first
    case .rungsFrom(let start): text = Self.rung(Double(value) ?? start, offset)
    case .turns(let turn): text = "\(turn(Double(value) ?? 0, offset))"
    case nil: text = value
    }
    return try set(text, in: settings, step: step)
  }

  /// Whether letters are part of its values.
  var isText: Bool {
    if case .choices = steps { return true }
    return defaultWord != nil && defaultWord != "default"
  }

  /// The next number up or down on 1, 2, 5, 10, 20, …
  private static func rung(_ value: Double, _ offset: Int) -> String {
    let rungs = (-8...3).flatMap { power in
      [1, 2, 5].map { Double("\($0)e\(power)") ?? 1 }
    }
    let next =
      offset > 0
      ? rungs.first { $0 > value * 1.001 } ?? value : rungs.last { $0 < value * 0.999 } ?? value
    return "\(next)"
  }
}

extension Settings {
  /// - Throws: ``FlowError`` for settings of a flow that is too large to watch.
  fileprivate func checkSize() throws(FlowError) {
    let kind = try LearnerKind.named(flow)
    let widths = [8] + (hidden ?? kind.defaultHidden) + [8]
    let each = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let total = each * (layers ?? max(1, kind.defaultLayers))
    guard total <= 4_000_000 else {
      throw FlowError(
        "about \(total.grouped) parameters are too many to watch: choose fewer or narrower layers, "
          + "up to 4,000,000")
    }
  }
}
