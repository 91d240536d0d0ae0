/// A layer that guarantees how much it can stretch.
package protocol LipschitzBounded: Bijection {
  /// The greatest factor by which distances can grow from z to x, and from x to z.
  var stretchBound: (forward: Double, inverse: Double) { get }
}
