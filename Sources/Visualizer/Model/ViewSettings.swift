import Flows

/// What the keys of a view set besides its form.
public protocol ViewSettings: Hashable, Sendable {
  /// The settings of a view that no key has changed.
  init()
  /// Its part of the share line.
  /// - Parameter isShown: whether a view that it belongs to is on screen.
  func arguments(isShown: Bool) -> [String]
  /// The options of the share line that it writes, without dashes.
  static var options: [String] { get }
  /// Reads one of its options.
  /// - Throws: ``FlowError`` that names the value and what to choose.
  mutating func read(_ option: String, _ text: String) throws(FlowError)
}

extension ViewSettings {
  public static var options: [String] { [] }
  public mutating func read(_ option: String, _ text: String) throws(FlowError) {}

  /// - Throws: ``FlowError`` for what is no number.
  static func number(_ text: String, of option: String) throws(FlowError) -> Double {
    guard let number = Double(text), number.isFinite else {
      throw FlowError("--\(option) \(text): choose a number, as in 0.5")
    }
    return number
  }
}

/// For views whose keys set nothing.
public struct NoViewSettings: ViewSettings {
  public init() {}
  public func arguments(isShown: Bool) -> [String] { [] }
}

/// The settings and forms of all views, so that each view comes back as the user left it.
struct ViewMemos: Sendable {
  private var settings: [ObjectIdentifier: any ViewSettings] = [:]
  /// The forms of views; a view in its first form has no entry.
  private var forms: [ViewName: Int] = [:]

  subscript<Settings: ViewSettings>(_ type: Settings.Type) -> Settings {
    get { settings[ObjectIdentifier(type)] as? Settings ?? Settings() }
    set { settings[ObjectIdentifier(type)] = newValue }
  }

  /// The form of a view, from 0. Setting it does not check that the view has such a form.
  subscript(formOf view: ViewName) -> Int {
    get { forms[view] ?? 0 }
    set { forms[view] = newValue == 0 ? nil : newValue }
  }
}

extension State {
  /// The settings of this type, which all views share that have it.
  public subscript<Settings: ViewSettings>(_ type: Settings.Type) -> Settings {
    get { viewMemos[type] }
    set { viewMemos[type] = newValue }
  }

  /// The form of a view, from 0.
  public func form(of view: ViewName) -> Int { viewMemos[formOf: view] }
}
