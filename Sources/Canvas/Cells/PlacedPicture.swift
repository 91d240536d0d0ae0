/// A straight piece of a line, or a dot: what a medium of pixels draws smoothly where glyphs show braille.
public struct Mark: Hashable, Sendable {
  /// Its ends in braille dots from the top left corner of its picture, 2 × 4 a cell; equal for a dot.
  public var start: SIMD2<Float>
  public var end: SIMD2<Float>
  public var style: Style
  /// Drawn with gaps.
  public var isDotted = false
}

/// What media of pixels draw in a rectangle of cells, in place of the glyphs there.
public struct PlacedPicture: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    /// A field, however fine it was evaluated; it fills the rectangle.
    case image(PixelImage)
    /// Lines and dots over what is there.
    case marks([Mark])
  }

  public var rect: Rect
  public var content: Content
  /// Where it may show: all of its rectangle, or the part that was copied.
  var clip: Rect

  init(rect: Rect, content: Content) {
    (self.rect, self.content, clip) = (rect, content, rect)
  }
}

/// What a cell was when a picture was last placed over it.
///
/// A cell that has changed since then shows what was written there, in every medium.
struct PicturedCell: Hashable, Sendable {
  var cell: Cell
  /// The first picture that still shows here.
  var first: Int
  /// Whether an image fills it.
  var hasImage: Bool
  /// Whether its glyph stands for marks.
  var hasDots: Bool
  /// Whether its glyph was written on the image.
  var hasText = false
}

extension Canvas {
  /// Places an image over the glyphs that show the same more coarsely. Media of glyphs ignore it.
  ///
  /// Whatever is drawn later covers it, cell by cell; text without a background of its own stands on it.
  public mutating func place(_ image: PixelImage, in rect: Rect) {
    let shown = rect.intersection(bounds)
    guard !shown.isEmpty, image.columns > 0, image.rows > 0 else { return }
    openPictures()
    let index = pictures.count
    pictures.append(PlacedPicture(rect: rect, content: .image(image)))
    for place in places(of: shown) {
      pictured[place] = PicturedCell(
        cell: cells[place], first: index, hasImage: true, hasDots: false)
    }
  }

  /// Places marks over a rectangle whose cells are about to be drawn by `draw`.
  ///
  /// - Parameter hasDots: whether the marks reach a place, counted from the top left cell of the rectangle.
  mutating func place(
    _ marks: [Mark], in rect: Rect, hasDots: (_ column: Int, _ row: Int) -> Bool,
    draw: (inout Canvas) -> Void
  ) {
    openPictures()
    let index = pictures.count
    pictures.append(PlacedPicture(rect: rect, content: .marks(marks)))
    let places = places(of: rect.intersection(bounds))
    let before = places.map { place in
      let onImage = standsOnImage(place)
      var known = isPictured(place) || onImage ? pictured[place] : nil
      if onImage { known?.hasText = cells[place].glyph != " " }
      return known
    }
    draw(&self)
    for (place, before) in zip(places, before) {
      let dots = hasDots(place % columns - rect.column, place / columns - rect.row)
      pictured[place] = PicturedCell(
        cell: cells[place], first: before?.first ?? index, hasImage: before?.hasImage ?? false,
        hasDots: dots || before?.hasDots ?? false, hasText: !dots && before?.hasText ?? false)
    }
  }

  /// Changes a cell's look and leaves it a part of the pictures there.
  mutating func recolor(_ column: Int, _ row: Int, _ change: (inout Style) -> Void) {
    var cell = self[column, row]
    change(&cell.style)
    replace(column, row, by: cell)
  }

  /// Replaces a cell and leaves it a part of the pictures there.
  mutating func replace(_ column: Int, _ row: Int, by cell: Cell) {
    guard bounds.contains(column: column, row: row) else { return }
    let place = row * columns + column
    let wasPictured = isPictured(place)
    cells[place] = cell
    if wasPictured { pictured[place]?.cell = cells[place] }
  }

  /// Whether a cell still shows the pictures placed over it.
  func isPictured(_ place: Int) -> Bool {
    !pictured.isEmpty && pictured[place]?.cell == cells[place]
  }

  /// Whether a cell has something written on an image, with nothing of its own behind it.
  func standsOnImage(_ place: Int) -> Bool {
    guard !pictured.isEmpty, let under = pictured[place], under.hasImage,
      under.cell != cells[place], !cells[place].style.reverse
    else { return false }
    return cells[place].style.background == under.cell.backgroundBehindGlyph
      && !(0x2580...0x259F).contains(cells[place].glyph.value)
  }

  /// Whether a picture shows in a cell.
  func shows(picture index: Int, at place: Int) -> Bool {
    guard !pictured.isEmpty, let cell = pictured[place], cell.first <= index,
      pictures[index].clip.contains(column: place % columns, row: place / columns)
    else { return false }
    return isPictured(place) || standsOnImage(place)
  }

  /// Forgets the pictures of a rectangle, whatever is drawn there next.
  mutating func forgetPictures(in rect: Rect) {
    guard !pictured.isEmpty else { return }
    for place in places(of: rect.intersection(bounds)) { pictured[place] = nil }
  }

  /// Takes over the pictures of another canvas that was copied to a position.
  mutating func takePictures(of other: Canvas, at column: Int, _ row: Int) {
    let rect = Rect(column: column, row: row, columns: other.columns, rows: other.rows)
    forgetPictures(in: rect)
    guard !other.pictured.isEmpty else { return }
    openPictures()
    let first = pictures.count
    for var picture in other.pictures {
      picture.rect.column += column
      picture.rect.row += row
      picture.clip.column += column
      picture.clip.row += row
      picture.clip = picture.clip.intersection(rect)
      pictures.append(picture)
    }
    for place in places(of: rect.intersection(bounds)) {
      let source = (place / columns - row) * other.columns + place % columns - column
      guard var cell = other.pictured[source] else { continue }
      cell.first += first
      pictured[place] = cell
    }
  }

  private mutating func openPictures() {
    if pictured.isEmpty { pictured = Array(repeating: nil, count: cells.count) }
  }

  /// The indices of a rectangle's cells, which must be inside.
  func places(of rect: Rect) -> [Int] {
    (rect.row..<rect.endRow).flatMap { row in
      (rect.column..<rect.endColumn).map { row * columns + $0 }
    }
  }
}
