import Flows

/// The size of what a view measures: half the width of the mass lens, and the width of the 1-D view's
/// bin, in the units of their space.
public struct ViewReach: ViewSettings {
  public var radius: Double {
    didSet { radius = min(max(radius, ViewReach.radii.lowerBound), ViewReach.radii.upperBound) }
  }

  /// The radii that keys can reach.
  public static let radii = 0.05...2.5

  public init() { radius = 0.5 }

  public func arguments(isShown: Bool) -> [String] {
    self == ViewReach() ? [] : ["--radius", String(radius)]
  }

  public static let options = ["radius"]

  public mutating func read(_ option: String, _ text: String) throws(FlowError) {
    radius = try Self.number(text, of: option)
  }
}

/// A view of a region whose size its keys change: the mass lens and the 1-D view.
protocol ReachView: View where Settings == ViewReach {}

extension ReachView {
  static func perform(_ action: ViewAction, on state: inout State) {
    guard case .adjust(let step) = action else { return }
    state[ViewReach.self].radius *= step > 0 ? 1.25 : 0.8
  }

  static func hint(of action: ViewAction, _ state: State) -> String? {
    if case .adjust = action { "size" } else { nil }
  }
}
