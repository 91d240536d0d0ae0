/// A mean and how sure it is.
package struct Mean: Hashable, Sendable {
  package let value: Double
  /// 0 for a single number.
  package let standardError: Double

  package init(_ numbers: [Double]) {
    let count = Double(numbers.count)
    let value = numbers.reduce(0, +) / count
    let squares = numbers.reduce(0) { $0 + ($1 - value) * ($1 - value) }
    self.value = value
    standardError = (squares / max(1, count - 1) / count).squareRoot()
  }
}
