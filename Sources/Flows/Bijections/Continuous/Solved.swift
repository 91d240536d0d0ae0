/// A layer whose ordinary differential equation is solved, in a way that can be chosen afterwards.
package protocol Solved: Bijection {
  /// How it is solved.
  var options: ContinuousOptions { get set }
}

extension Inverted: Solved where Original: Solved {
  package var options: ContinuousOptions {
    get { original.options }
    set { original.options = newValue }
  }
}
