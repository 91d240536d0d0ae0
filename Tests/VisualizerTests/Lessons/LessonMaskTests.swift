import Canvas
import Learning
import Testing

@testable import Visualizer

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

  @Test func everyNameOfTheTablesIsAReading() throws {
    for name in LessonSecrets.labels.keys { #expect(try Readings.named(name).name == name) }
    for name in LessonSecrets.giving(["probe.area", "probe.pz", "nll", "probe.jacobian.11"]) {
      #expect(try Readings.named(name).name == name)
    }
  }

  @Test func aNumberIsTheReadingThatThePaneNames() throws {
    var canvas = Canvas(columns: 60, rows: 2)
    canvas.write("│ σ₁   2.00  │ area  2.00", at: 0, 0)
    canvas.write("│ 2.00        KL 2.00", at: 0, 1)
    let numbers = canvas.printedNumbers(rows: 2)
    #expect(numbers.map { canvas.names("probe.area", before: $0) } == [false, true, false, false])
    #expect(numbers.map { canvas.names("kl", before: $0) } == [false, false, false, true])
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

  @Test func aQuestionEndsWithItsLastSentence() throws {
    let text = MeasuredText([
      .text("The area has grown "), .reading("probe.area", withUnit: false),
      .text(" times. What is p(x)?"),
    ])
    #expect(text.lastSentence == "What is p(x)?")
  }
}
