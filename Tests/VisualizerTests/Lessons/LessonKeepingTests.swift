import Testing

@testable import Visualizer

/// What a lesson keeps as it is, so that what it says stays true.
@Suite struct LessonKeepingTests {
  private static let stretched = """
    name: kept
    title: Kept
    start: --flow affine --target 2gaussians --paused --view probe
    steps:
      - {do: Stretch it., keys: [stretch, turn-left], until: hand.stretch > 1, solution: e}
      - {predict: What is the area?, reading: probe.area}
      - {say: That was it.}
    """

  @Test func aTaskLeavesKnobsAloneThatItIsNotAbout() throws {
    var taken = try Taken(Self.stretched)
    taken.press("/")
    #expect(taken.app.state.settings.hand.value(of: .shear) == 0)
    #expect(taken.shows("this step leaves that as it is"))
    taken.press("e", "t")
    #expect(
      taken.app.state.settings.hand.value(of: .turn) != 0
        && taken.app.state.settings.hand.value(of: .stretch) > 1)
  }

  @Test func aTaskThatIsAboutNoFlowKeepsTheFlow() throws {
    var taken = try Taken(Self.stretched)
    taken.press("f", "d", "b")
    #expect(taken.app.state.settings.flow == "affine")
    #expect(taken.app.state.settings.target == "2gaussians")
  }

  @Test func nothingMovesWhileSomethingIsAsked() throws {
    var taken = try Taken(Self.stretched)
    taken.press("e", "n")
    let asked = taken.app.state
    taken.press("e", .left, "f")
    #expect(taken.app.state.settings == asked.settings && taken.app.state.probe == asked.probe)
    #expect(taken.shows("answer first"))
    taken.press("1", .enter, "e")
    #expect(
      taken.app.state.settings.hand.value(of: .stretch) > asked.settings.hand.value(of: .stretch))
  }

  /// With a shear the sides of the square do not grow by the singular values, but their product is the area's
  /// factor all the same: the sentence of lesson 2 names nothing else.
  @Test func theSecondLessonSpeaksOfNoSides() throws {
    let lesson = try Lessons.named("change-of-variables", among: Lessons.checked())
    let texts = lesson.steps.map { $0.text.filled { name, _ in name } }
    #expect(!texts.contains { $0.contains("sides") })
  }
}
