/// A rectangle of a screen with all the pictures in it: what a terminal that has pixels shows as one image.
///
/// It is a value that depends on nothing else of the screen, so that two equal ones are the same image.
public struct PictureRegion: Hashable, Sendable {
  public let rect: Rect
  let pictures: [PlacedPicture]
  /// Row-major; `nil` where no picture shows.
  let places: [Place?]

  /// What the pictures in a cell have to know of it.
  struct Place: Hashable, Sendable {
    /// The first of the region's pictures that shows here.
    var first: Int
    /// What is behind marks that stand on no image; `nil` for the terminal's own background.
    var paper: RGB?
    /// Whether something is written on the image here.
    var hasText: Bool
  }

  /// - Parameter rect: inside the canvas.
  init(_ canvas: Canvas, rect: Rect) {
    self.rect = rect
    let chosen = canvas.pictures.indices.filter {
      !canvas.pictures[$0].rect.intersection(rect).isEmpty
    }
    pictures = chosen.map { canvas.pictures[$0] }
    places = canvas.places(of: rect).map { place in
      guard let under = canvas.pictured.isEmpty ? nil : canvas.pictured[place] else { return nil }
      let isPictured = canvas.isPictured(place)
      guard isPictured || canvas.standsOnImage(place) else { return nil }
      let hasPaper = !under.hasImage && under.hasDots
      return Place(
        first: chosen.firstIndex { $0 >= under.first } ?? chosen.count,
        paper: hasPaper ? canvas.cells[place].backgroundBehindGlyph : nil,
        hasText: isPictured ? under.hasText : canvas.cells[place].glyph != " ")
    }
  }

  /// Which cells it covers, row-major: not those with text.
  public var coverage: [Bool] { places.map { $0?.hasText == false } }

  /// Whether one of its pictures shows at a place of the region.
  func shows(_ index: Int, at place: Int) -> Bool {
    guard let cell = places[place], cell.first <= index else { return false }
    return pictures[index].clip.contains(
      column: rect.column + place % rect.columns, row: rect.row + place / rect.columns)
  }
}

extension Canvas {
  /// The pictures that show, those that overlap together, from the first placed to the last.
  public var pictureRegions: [PictureRegion] {
    var rects: [Rect] = []
    for picture in pictures {
      var joined = picture.rect.intersection(picture.clip).intersection(bounds)
      guard !joined.isEmpty else { continue }
      while let index = rects.firstIndex(where: { !$0.intersection(joined).isEmpty }) {
        joined = joined.union(rects.remove(at: index))
      }
      rects.append(joined)
    }
    return rects.map { PictureRegion(self, rect: $0) }.filter { $0.coverage.contains(true) }
  }

  /// The screen's cells for a terminal that shows regions as images over its cells: glyphs that stand for
  /// pictures are left out, so that nothing of them shows through lines and dots.
  public func cells(under regions: [PictureRegion]) -> Canvas {
    var result = self
    result.pictures = []
    result.pictured = []
    for region in regions {
      for (place, known) in zip(places(of: region.rect), region.places)
      where known?.hasText == false {
        guard let under = pictured[place], under.hasImage || under.hasDots else { continue }
        result.cells[place] = Cell()
      }
    }
    return result
  }
}
