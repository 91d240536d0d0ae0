/// What fills the pictures of the two spaces. The first is the usual one; the key h goes through them.
///
/// In all of them the board is base space's chessboard: straight in z, carried by f in x.
public enum Picture: String, CaseIterable, Sendable {
  /// The hue is log|det dx/dz|, the light is the density, squares are lighter and darker.
  case both
  /// The board alone, in an even light.
  case board
  /// The density as light, the board's lines in the colours of log|det dx/dz|.
  case lines
  /// The density alone, in the colour map for densities.
  case density

  /// What the picture shows, in a few words.
  public var summary: String {
    switch self {
    case .both: "board and density"
    case .board: "board alone"
    case .lines: "density and the board's lines"
    case .density: "density alone"
    }
  }
}
