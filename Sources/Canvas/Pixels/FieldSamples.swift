// A field is a number for every pixel of a viewport: two for a cell of glyphs, and more for a medium that has
// pixels. How many there are tells how fine it is, so that everything that draws fields takes both.

extension Rect {
  /// How many samples a cell has across, and half as many as down, in a field of so many numbers; `nil` for
  /// fewer than two a cell.
  func samples(of count: Int) -> Int? {
    let halfBlocks = 2 * columns * rows
    guard halfBlocks > 0, count >= halfBlocks else { return nil }
    let samples = Int((Double(count) / Double(halfBlocks)).squareRoot())
    return samples * samples * halfBlocks == count ? samples : 1
  }
}

extension [Float] {
  /// The means over the samples of each half block, which glyphs show. It is NaN where most of them are.
  func halfBlocks(in rect: Rect, samples: Int) -> [Float] {
    guard samples > 1 else { return self }
    let (columns, rows) = (rect.columns, 2 * rect.rows)
    var sums = [Float](repeating: 0, count: columns * rows)
    var counts = [Int](repeating: 0, count: columns * rows)
    for row in 0..<rows * samples {
      let (start, place) = (row * columns * samples, row / samples * columns)
      for column in 0..<columns {
        for index in start + column * samples..<start + (column + 1) * samples
        where self[index] == self[index] {
          sums[place + column] += self[index]
          counts[place + column] += 1
        }
      }
    }
    return zip(sums, counts).map { 2 * $1 >= samples * samples ? $0 / Float($1) : .nan }
  }
}

extension Canvas {
  /// Places the image of a field over its half blocks, where the medium has pixels and colours.
  /// - Parameter samples: how many of them a cell has across; one is half blocks, which need no image.
  mutating func place(
    samples: Int, in rect: Rect, _ medium: Medium, _ image: (_ columns: Int) -> PixelImage
  ) {
    guard samples > 1, medium.scale != nil, medium.colors != .mono else { return }
    place(image(samples * rect.columns), in: rect)
  }
}
