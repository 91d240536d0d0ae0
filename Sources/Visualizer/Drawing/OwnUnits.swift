import Canvas
import Foundation
import Learning

// Pictures of a user's own points are drawn in standardized units, in which both coordinates have
// deviation 1. Numbers are shown in the user's own units.

extension Settings {
  /// A point of data space in the user's own units, to about a hundredth of the points' deviation.
  func text(ofData x: SIMD2<Double>) -> String {
    let units = standardization
    guard units != .identity else { return x.text }
    let own = units.original(x)
    func text(_ axis: Int) -> String {
      let decimals = min(max(2 - Int(log10(units.deviation[axis]).rounded(.down)), 0), 9)
      return own[axis].text(decimals, plus: true)
    }
    return "(\(text(0)), \(text(1)))"
  }
}

extension Ledger {
  /// The formula as it is shown: in the user's own units.
  func shown(_ state: State) -> Ledger { inOriginalUnits(state.settings.standardization) }
}
