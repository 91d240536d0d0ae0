import Canvas
import Testing

@Suite struct RectTests {
  let rect = Rect(column: 2, row: 1, columns: 100, rows: 30)

  @Test func sharesLoseNoCell() {
    for width in 0...40 {
      let parts = Rect(columns: width, rows: 1).columns(.share(1), .share(1), .share(1))
      #expect(parts.map(\.columns).reduce(0, +) == width)
      #expect(parts[0].endColumn == parts[1].column && parts[1].endColumn == parts[2].column)
    }
  }

  @Test func fixedPartsAreServedFirst() {
    let parts = rect.rows(.cells(1), .share(2), .share(1), .cells(1))
    #expect(parts.map(\.rows) == [1, 18, 10, 1])
    #expect(parts.map(\.row) == [1, 2, 20, 30])
  }

  @Test func gapsStandBetweenParts() {
    let parts = rect.columns(.share(1), .share(1), gap: 2)
    #expect(parts.map(\.columns) == [49, 49])
    #expect(parts[1].column == parts[0].endColumn + 2)
  }

  @Test func tooLittleRoomGivesEmptyPartsInside() {
    let parts = Rect(columns: 3, rows: 1).columns(.cells(2), .cells(5), .share(1), gap: 1)
    #expect(parts.allSatisfy { $0.column >= 0 && $0.endColumn <= 3 })
  }

  @Test func insetNeverGoesNegative() {
    #expect(Rect(columns: 1, rows: 1).inset().isEmpty)
    #expect(rect.inset() == Rect(column: 3, row: 2, columns: 98, rows: 28))
  }

  @Test func blitClipsAtEveryEdge() {
    let picture = Canvas(columns: 3, rows: 2, fill: Cell("x"))
    var canvas = Canvas(columns: 4, rows: 3)
    canvas.blit(picture, at: -2, -1)
    canvas.blit(picture, at: 2, 2)
    expectPicture(
      canvas,
      """
      x

        xx
      """)
  }

  @Test func croppingUndoesBlitting() {
    var picture = Canvas(columns: 4, rows: 2)
    picture.write("abcd", at: 0, 1)
    var canvas = Canvas(columns: 9, rows: 5)
    canvas.blit(picture, at: 3, 2)
    let crop = canvas.cropped(to: Rect(column: 3, row: 2, columns: 4, rows: 2))
    #expect(crop.difference(from: picture) == nil)
  }
}
