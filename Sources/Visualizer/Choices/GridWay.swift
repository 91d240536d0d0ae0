/// Which way a regular grid is carried through the flow.
public enum GridWay: String, CaseIterable, Hashable, Sendable {
  /// Base space's grid, pushed forward into data space.
  case forward
  /// Data space's grid, pulled back into base space.
  case back
}
