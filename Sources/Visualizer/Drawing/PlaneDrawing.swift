import Canvas
import Foundation

/// Draws a plane as the state's picture of it.
///
/// - Parameters:
///   - field: at the viewport's pixels.
///   - maximum: the density that is full light.
///   - baseMaximum: the greatest density of base space: the board ends where that of z is lost beside
///     it.
///   - spacing: the side of the board's squares, in units of base space; `nil` is that of the panes.
///   - strength: less than 1 makes room for what is drawn on top.
func drawPlane(
  _ field: PlaneField?, maximum: Float, baseMaximum: Float, under foreground: Foreground,
  spacing: Float? = nil, _ state: State, _ viewport: Viewport, on canvas: inout Canvas
) {
  guard let field else { return }
  // Without a map there is no board to carry.
  guard state.picture != .density, field.hasMap else {
    return drawDensity(
      field.density, maximum: maximum, under: foreground, state, viewport, on: &canvas)
  }
  let plane = LitPlane(
    field, state.picture, maximum: maximum, baseMaximum: baseMaximum,
    spacing: spacing ?? Board.spacing(in: viewport), viewport, state.medium)
  let strength = foreground.light(state.medium)
  canvas.drawLuminous(
    plane.values, light: plane.light.map { $0 * strength }, in: viewport.rect, limit: logDetLimit,
    medium: state.medium)
}

/// A density that no map has made, in the same light: the target's.
func drawTarget(
  _ density: [Float]?, maximum: Float, under foreground: Foreground, _ state: State,
  _ viewport: Viewport, on canvas: inout Canvas
) {
  guard let density, state.picture != .density else {
    return drawDensity(
      density, maximum: maximum, under: foreground, state, viewport, on: &canvas)
  }
  let factor = maximum > 0 ? foreground.light(state.medium) / maximum.squareRoot() : 0
  canvas.drawLuminous(
    Array(repeating: 0, count: density.count), light: density.map { $0.squareRoot() * factor },
    in: viewport.rect, limit: logDetLimit, medium: state.medium)
}

extension Foreground {
  /// How much of a picture's light remains under it.
  func light(_ medium: Medium) -> Float {
    switch self {
    case .nothing: 1
    case _ where medium.colors == .ansi16: 1
    case .lines, .grid: 0.4
    case .points: 0.7
    }
  }
}

/// A plane's hues and light.
private struct LitPlane {
  /// log|det dx/dz|.
  var values: [Float] = []
  var light: [Float] = []

  init(
    _ field: PlaneField, _ picture: Picture, maximum: Float, baseMaximum: Float,
    spacing: Float, _ viewport: Viewport, _ medium: Medium
  ) {
    let samples = Float(viewport.samples)
    let board = Board(
      field.z, columns: viewport.pixelColumns, spacing: spacing,
      // Three of a cell's eight pixels are to the eye what one half block is.
      grain: max(1, samples * 3 / 8))
    let lineScale = min(1, 8 / samples)
    let density = maximum > 0 ? 1 / maximum : 0
    let edge = Self.edge(of: baseMaximum)
    // Where colours are few there are fewer steps between the light squares and the dark ones.
    let floor: Float =
      switch medium.colors {
      case .trueColor: 0.2
      case .indexed256, .mono: 0.3
      case .ansi16: 0.4
      }
    values.reserveCapacity(field.z.count)
    light.reserveCapacity(field.z.count)
    for index in field.z.indices {
      let amount = min(max(field.density[index] * density, 0), 1).squareRoot()
      let square = 0.5 + 0.5 * board.squares[index]
      let inside = min(max((field.logBase[index] - edge) / Self.fade, 0), 1)
      let line = min(max(1.6 - board.edges[index] * lineScale, 0), 1) * inside
      var value = field.logDet[index]
      let level: Float
      switch picture {
      case .both:
        level = (floor + (1 - floor) * amount) * (0.3 + 0.7 * square) * inside
      case .board: level = (0.22 + 0.5 * square) * inside
      case .lines:
        // Between the lines there is only density.
        if line < 0.4 { value = 0 }
        level = max(amount * 0.7 * (0.75 + 0.25 * square), line * (0.25 + 0.75 * amount))
      case .density: level = amount
      }
      values.append(value.isFinite ? value : 0)
      light.append(level.isFinite ? level : 0)
    }
  }

  /// log p_z beyond which there is no board: 3.4 standard deviations from the middle of a normal base.
  private static func edge(of maximum: Float) -> Float { log(maximum) - 5.8 }
  /// Nats over which it fades.
  private static let fade: Float = 1.3
}

extension State {
  /// Whether the pictures of the spaces have the board, coloured by log|det dx/dz|.
  var showsBoard: Bool { picture != .density && abilities.contains(.inverse) }
}
