import Canvas
import Learning
import Testing

@testable import Visualizer

extension LessonStep {
  /// Whether a number or a choice is asked for.
  fileprivate var asks: Bool { !everythingAsked.isEmpty }

  fileprivate var everythingAsked: [String] {
    switch verb {
    case .predict(let prediction): [prediction.reading]
    case .fade(let fade): fade.missing
    case .say, .do, .play: []
    }
  }

  fileprivate var hiddenReadings: [String] {
    hidden.compactMap { if case .reading(let name) = $0 { name } else { nil } }
  }
}

@Suite struct LessonMaskTests {
  @Test func whatIsComputedFromAHiddenNumberIsHiddenToo() {
    let hidden = Set(LessonSecrets.giving(["probe.area"]))
    #expect(
      hidden.isSuperset(of: ["probe.logdet", "probe.densityRatio", "probe.logpx", "probe.density"]))
    #expect(hidden.isDisjoint(with: ["probe.logpz", "probe.stretch.most", "kl"]))
    // What it is computed from stays.
    #expect(Set(LessonSecrets.giving(["probe.px"])) == ["probe.density", "probe.logpx"])
    #expect(LessonSecrets.giving(["nll"]).contains("kl"))
  }

  @Test func everyNameThatFollowsIsAReading() throws {
    let names = Readings.all.map { $0.name.replacing(".N", with: ".1") }
    for name in LessonSecrets.giving(names) { #expect(ReadingMark.of(name) > 0, "\(name)") }
  }

  @Test func everyReadingHasAMarkOfItsOwn() {
    let marks = Readings.all.map { ReadingMark.of($0.name) }
    #expect(Set(marks).count == Readings.all.count && marks.allSatisfy { (1...240).contains($0) })
    #expect(ReadingMark.of("probe.logdet.layer.3") == ReadingMark.of("probe.logdet.layer.N"))
    #expect(ReadingMark.of("probe.px") == ReadingMark.of("probe.density"))
  }

  @Test func whatTheQuestionTellsIsNoSecret() {
    #expect(LessonSecrets.giving(["kl"]).contains("nll"))
    #expect(!LessonSecrets.giving(["kl"], known: ["nll", "entropy"]).contains("nll"))
    #expect(!LessonSecrets.giving(["probe.px"], known: ["probe.area"]).contains("probe.area"))
  }

  @Test func aStepThatAsksNothingHidesOnlyWhatIsAskedNext() {
    for lesson in Lessons.all {
      for (index, step) in lesson.steps.enumerated() where !step.asks {
        let next = lesson.steps[(index + 1)...].drop { !$0.asks }.prefix(while: \.asks)
        let asked = LessonSecrets.giving(next.flatMap { $0.everythingAsked + $0.hiddenReadings })
        let hidden = LessonSecrets.giving(step.hiddenReadings)
        #expect(
          Set(hidden).isSubset(of: asked), "\(lesson.name), step \(index + 1): \(hidden)")
      }
    }
  }

  @Test func aMarkStaysWithItsTextHoweverItIsCut() {
    let text = "KL " + "−1.204".shows("kl") + " nats"
    #expect(text.count == "KL −1.204 nats".count && text.unmarked == "KL −1.204 nats")
    let padded = StyledText(text.leading(20)).padded(to: 24)
    let marked = padded.cells.filter { $0.mark == ReadingMark.of("kl") }
    #expect(String(String.UnicodeScalarView(marked.map(\.glyph))) == "−1.204")
    #expect(wrapped(text, 8).map(\.unmarked) == ["KL", "−1.204", "nats"])
  }

  @Test func sentencesAreTakenAwayAndTablesStay() {
    var canvas = Canvas(columns: 60, rows: 8)
    canvas.write("│ mass   0.150    0.150 │ A bin keeps its mass. Where it", at: 0, 1)
    canvas.write("│ width  0.500    1.250 │ gets wider, its mass over width", at: 0, 2)
    canvas.write("│ so density is divided │ falls.", at: 0, 3)
    canvas.write("log p(x) = log p_z(z) − log|det dx/dz|", at: 0, 5)
    canvas.blankSentences(in: canvas.bounds)
    let text = canvas.plainText()
    #expect(!text.contains("bin keeps") && !text.contains("gets wider") && !text.contains("falls"))
    #expect(text.contains("mass   0.150    0.150") && text.contains("so density is divided"))
    #expect(text.contains("log p(x) = log p_z(z)"))
  }

  @Test(arguments: [GlyphSet.ascii, .braille])
  func sentencesGoAndBordersStay(glyphs: GlyphSet) {
    var canvas = Canvas(columns: 64, rows: 5)
    let medium = Medium(colors: .mono, glyphs: glyphs)
    canvas.drawFrame(
      Rect(columns: 30, rows: 5), top: BorderTitles(left: "z, base space"), medium: medium)
    let inside = canvas.drawFrame(
      Rect(column: 30, columns: 34, rows: 5),
      top: BorderTitles(left: StyledText("x", Style(bold: true))),
      medium: medium)
    let before = canvas
    canvas.write("So the density here falls as", at: inside.column + 1, 1)
    canvas.write("much as the area becomes large.", at: inside.column + 1, 2)
    canvas.blankSentences(in: canvas.bounds)
    #expect(canvas.lines == before.lines)
  }

  @Test func aQuestionEndsWithItsLastSentence() throws {
    let text = MeasuredText([
      .text("The area has grown "), .reading("probe.area", withUnit: false),
      .text(" times. What is p(x)?"),
    ])
    #expect(text.lastSentence() == "What is p(x)?")
  }
}
