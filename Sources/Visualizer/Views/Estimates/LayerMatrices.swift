import Canvas
import Flows
import Foundation
import Learning

/// One layer's Jacobian dx_k/dz_k, where the probe's point passes it.
struct LayerMatrix: Sendable {
  var name: String
  /// By central differences of the layer alone.
  var matrix: Matrix2<Double>

  /// Half the distance of the differences.
  private static let step: Float = 1e-2

  /// The matrices of the layers on a point's way from z to x.
  static func all(from z: SIMD2<Double>, _ subject: ViewSubject) -> [LayerMatrix] {
    let (evaluator, model) = (subject.evaluator, subject.model)
    let stages = evaluator.architecture.stages
    let journey = evaluator.journey(from: [SIMD2<Float>(z)], of: model)
    guard journey.stages == stages.count else { return [] }
    return stages.enumerated().map { index, stage in
      let point = journey.points[index][0]
      let around = [SIMD2(step, 0), SIMD2(-step, 0), SIMD2(0, step), SIMD2(0, -step)]
      // How far the layer moves points: the identity is what is missing.
      let moves = evaluator.motion(
        at: around.map { point + $0 }, depth: (Double(index) + 0.5) / Double(stages.count),
        of: model
      ).vectors.map { SIMD2<Double>($0) }
      let scale = 1 / Double(2 * step)
      let (first, second) = ((moves[0] - moves[1]) * scale, (moves[2] - moves[3]) * scale)
      return LayerMatrix(
        name: stage.name,
        matrix: Matrix2(a: 1 + first.x, b: second.x, c: first.y, d: 1 + second.y))
    }
  }

  /// An entry; one that the layer leaves at zero has no decimals.
  private static func text(_ entry: Double, _ place: String) -> String {
    (abs(entry) < 5e-4 ? "0".leading(6) : entry.text(2, width: 6, plus: true))
      .shows("probe.jacobian.\(place)")
  }

  private var upper: String { "[\(Self.text(matrix.a, "11")) \(Self.text(matrix.b, "12")) ]" }
  private var lower: String { "[\(Self.text(matrix.c, "21")) \(Self.text(matrix.d, "22")) ]" }
  private var determinant: String {
    matrix.determinant.significant.shows("probe.area.layer.1")
  }

  /// Name, matrix and determinant below each other.
  fileprivate func card(_ style: Style, _ theme: Theme) -> [StyledText] {
    [
      StyledText(name, style), StyledText(upper, theme.text), StyledText(lower, theme.text),
      StyledText("det " + determinant, theme.faint),
    ]
  }

  /// The same in one line.
  fileprivate func line(_ style: Style, _ theme: Theme, width: Int) -> StyledText {
    let numbers =
      StyledText("\(upper) \(lower)", theme.text)
      + StyledText(determinant.leading(9), theme.faint)
    return StyledText(name.fitted(to: max(0, width - numbers.width)), style)
      .padded(to: max(0, width - numbers.width)) + numbers
  }

  /// How far the image of the square of side 2 around the origin reaches.
  fileprivate var reach: Double {
    max(abs(matrix.a) + abs(matrix.b), abs(matrix.c) + abs(matrix.d))
  }

  /// The corners of that image.
  fileprivate var corners: [SIMD2<Float>] {
    [SIMD2(-1, -1), SIMD2(1, -1), SIMD2(1, 1), SIMD2(-1, 1)].map { SIMD2<Float>(matrix($0)) }
  }
}

/// Where cards of matrices with pictures go: as large as a rectangle allows.
struct MatrixGrid {
  let across: Int
  let width: Int
  let height: Int
  /// Columns of a picture; rows are half as many.
  var picture: Int { min(width - Self.text - 1, 2 * (height - 1)) }

  /// Cells of the text beside a picture.
  static let text = 18

  /// - Returns: `nil` where the pictures would be too small to tell anything.
  init?(_ count: Int, in rect: Rect) {
    let grids = (1...max(1, count)).map { across in
      MatrixGrid(
        across: across, width: rect.columns / across,
        height: min(rect.rows / ((count + across - 1) / across), 16))
    }
    guard let best = grids.max(by: { $0.picture < $1.picture }), best.picture >= 10 else {
      return nil
    }
    self = best
  }

  private init(across: Int, width: Int, height: Int) {
    (self.across, self.width, self.height) = (across, width, height)
  }
}

extension EstimatesScene {
  /// The layers' matrices and their product: where the zeros are is why the determinant is a sum of logs.
  func drawMatrices(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let titles = [
      "dx_k/dz_k of each layer on the probe's way, and what it makes of a square: their product is dx/dz",
      "dx_k/dz_k of each layer, and its det", "each layer's dx_k/dz_k",
    ]
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText(titles.first { $0.count <= frame.columns - 6 } ?? "", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    var all = matrices
    if let whole = ledger.forwardJacobian {
      all.append(LayerMatrix(name: "their product", matrix: whole))
    }
    let styles = matrices.map { _ in theme.text } + [theme.model.emphasised]
    guard let grid = MatrixGrid(all.count, in: inside) else {
      canvas.write(
        lines: zip(all, styles).map { $0.line($1, theme, width: min(inside.columns, 64)) },
        in: inside)
      return
    }
    let extent = Float(1.1 * max(1, all.map(\.reach).filter(\.isFinite).max() ?? 1))
    for (index, (matrix, style)) in zip(all, styles).enumerated() {
      let cell = Rect(
        column: inside.column + index % grid.across * grid.width,
        row: inside.row + index / grid.across * grid.height, columns: grid.width,
        rows: grid.height - 1)
      canvas.write(lines: matrix.card(style, theme), in: cell)
      let picture = Rect(
        column: cell.column + MatrixGrid.text, row: cell.row, columns: grid.picture,
        rows: min(cell.rows, (grid.picture + 1) / 2))
      drawSquare(matrix, state, Viewport(rect: picture, extent: extent), on: &canvas)
    }
  }

  /// A square, and what a matrix makes of it, in the colour of expansion or of contraction.
  private func drawSquare(
    _ matrix: LayerMatrix, _ state: State, _ viewport: Viewport, on canvas: inout Canvas
  ) {
    var raster = DotRaster(columns: viewport.rect.columns, rows: viewport.rect.rows)
    let square = [SIMD2<Float>(-1, -1), SIMD2(1, -1), SIMD2(1, 1), SIMD2(-1, 1)]
    let logDet = log(abs(matrix.matrix.determinant))
    raster.isDotted = true
    raster.polyline(
      square.map { viewport.dot($0) }, style: Theme(state.medium).faint, closed: true)
    raster.isDotted = false
    raster.polyline(
      matrix.corners.map { viewport.dot($0) },
      style: DivergingMap(limit: 1, medium: state.medium).style(for: Float(logDet)), closed: true)
    canvas.draw(
      raster, at: viewport.rect.column, viewport.rect.row, legible: true, medium: state.medium)
  }
}
