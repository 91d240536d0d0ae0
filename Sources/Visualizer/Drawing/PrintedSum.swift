import Foundation

// Sums on screen have a fixed number of decimals, so that nothing jumps. Rounded terms need not add up to
// their rounded sum in the last digit; where they do not, the sum is written with ≈.

/// Whether numbers with so many decimals add up, as they are printed.
func addsUp(_ terms: [Double], to sum: Double, decimals: Int) -> Bool {
  let unit = pow(10, Double(decimals))
  func printed(_ value: Double) -> Double {
    let size = (abs(value) * unit).rounded()
    return value < 0 ? -size : size
  }
  return terms.reduce(0) { $0 + printed($1) } == printed(sum)
}

/// What stands before a printed sum: `=`, or `≈` where only the numbers behind the printed ones add up.
func sumSign(_ terms: [Double], to sum: Double, decimals: Int) -> String {
  addsUp(terms, to: sum, decimals: decimals) ? "=" : "≈"
}
