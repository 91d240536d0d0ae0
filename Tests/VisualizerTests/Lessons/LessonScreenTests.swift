import Canvas
import Learning
import Testing

@testable import Visualizer

@Suite struct LessonScreenTests {
  @Test func nothingMovesOnByItselfAndAnOpenTaskIsPassedOverWithASecondKeyOnly() throws {
    var taken = try Taken()
    #expect(taken.shows("What is it?"))
    taken.press("n")
    #expect(taken.shows("What is it?") && taken.shows("n again passes over it"))
    taken.press("1")
    #expect(taken.shows("What is it?"))
    taken.press("n")
    #expect(taken.shows("The KL is 1.") && taken.shows(" nats."))
    taken.press("n", "v", "v", "v")
    #expect(taken.shows("do ✓ n goes on") && taken.shows("Show the mass lens."))
  }

  @Test func theBoxCoversNothingAtAnySize() throws {
    for (columns, rows) in [(80, 24), (120, 36), (60, 20), (200, 60)] {
      var taken = try Taken(columns: columns, rows: rows)
      taken.press("1", "n")
      let state = taken.app.state
      let box = rows - (state.lesson?.rows ?? 0)
      #expect(state.layout.slots.allSatisfy { $0.frame.endRow <= box }, "\(columns)x\(rows)")
      #expect(state.layout.hints.map { $0.endRow <= box } ?? true)
      #expect(taken.shows("Every verb"))
      #expect(taken.lines.last?.contains("n next") == true || columns < 80)
    }
  }

  @Test func aPredictionIsHiddenUntilItIsCommittedThenStandsBesideWhatIsMeasured() throws {
    var taken = try Taken()
    taken.press("1", "n", "n", "v", "v", "v", "n")
    let area = try #require(taken.app.reading("probe.area"))
    let printed = area.significant
    #expect(taken.shows("What is the area?"))
    #expect(!taken.lines.contains { $0.contains(printed) })
    taken.press("9", ".", "5", .enter)
    #expect(taken.shows("predicted 9.50× · measured \(printed)×"))
    #expect(taken.shows("Why?"))
    // The wrong reason is answered, and the right one told.
    let order = try #require(taken.app.state.lesson?.reasonOrder)
    let wrong = try #require(order.firstIndex(of: 1))
    taken.press(.character(Character(String(wrong + 1))))
    #expect(taken.shows("✗ It is not so.") && taken.shows("✓ It is so."))
    #expect(taken.app.state.progress["every-verb"]?.predictions.first?.isRight == false)
  }

  @Test func oneGoesBackToWhatWasAnsweredAndFindsItAnswered() throws {
    var taken = try Taken()
    taken.press("N")
    #expect(taken.shows("What is it?") && taken.shows("this is where the lesson begins"))
    taken.press("1", "n", "n", "v", "v", "v", "n", "7", .enter)
    taken.press("1", "n")
    #expect(taken.shows("[ ? ]"))
    taken.press("N")
    #expect(taken.shows("predicted 7.00× · measured ") && taken.shows("predict ✓"))
    // What is left of the prediction is its verdict: digits answer no more.
    taken.press("9", .enter)
    #expect(taken.shows("predicted 7.00× · measured "))
    // The screen is what it was at the step before, whatever has been done since.
    taken.press("N")
    #expect(taken.shows("do ✓") && taken.app.state.view == "mass")
    taken.press("N")
    #expect(taken.shows("The KL is 1.") && taken.app.state.view != "mass")
    // Forward again, each is as it was left.
    taken.press("n")
    #expect(taken.shows("do ✓") && taken.app.state.view == "mass")
    taken.press("n")
    #expect(taken.shows("predicted 7.00× · measured "))
    taken.press("n")
    #expect(taken.shows("[ ? ]"))
    #expect(taken.app.state.lesson?.predictions.count == 1)
  }

  @Test func whoLooksAroundComesBackToTheViewThatTheNextStepSpeaksOf() throws {
    var taken = try Taken()
    taken.press("1", "v", "v", "a", "z")
    #expect(taken.app.state.view != .main && taken.app.state.zoomed)
    taken.press("n")
    #expect(taken.app.state.view == .main && !taken.app.state.zoomed)
    // A step that is about another view hands it on.
    taken.press("n", "v", "v", "v")
    #expect(taken.app.state.view == "mass")
    taken.press("V", "N")
    #expect(taken.app.state.view == .main)
    taken.press("v", "n")
    #expect(taken.app.state.view != "mass", "the task was left in another view than it asks for")
  }

  @Test func asciiHasALetterForEverySignOfEveryLessonAndKey() {
    var texts = ModeName.allCases.flatMap { KeyTable.entries(in: $0, byHand: true) }.map(\.label)
    for lesson in Lessons.all {
      texts += lesson.steps.map { $0.text.filled { _, _ in "0" } } + lesson.steps.flatMap(\.hints)
      texts += [lesson.before, lesson.after].compactMap { $0 }.flatMap(\.choices)
    }
    for scalar in texts.joined().unicodeScalars where !scalar.isASCII && scalar != "∞" {
      #expect(GlyphSet.ascii.nearest(scalar) != "?", "\(scalar)")
    }
  }

  @Test func howNearIsRightIsSaidBeforehand() throws {
    var taken = try Taken()
    taken.press("1", "n", "n", "v", "v", "v", "n")
    #expect(taken.shows("Enter commits, within 10 % is right"))
  }

  @Test func hintsComeOneByOneAndTheThirdDoesIt() throws {
    var taken = try Taken()
    taken.press("1", "n", "n", "i")
    #expect(taken.shows("Look below."))
    taken.press("i")
    #expect(taken.shows("Press v.") && taken.app.state.view == .main)
    taken.press("i")
    #expect(taken.app.state.view == "mass")
    #expect(taken.app.state.progress["every-verb"]?.shown == [2])
  }

  @Test func aFadedNumberIsTypedAndChecked() throws {
    var taken = try Taken()
    taken.press("1", "n", "n", "v", "v", "v", "n", "1", .enter)
    taken.press("1", "n")
    #expect(taken.shows("[ ? ]"))
    taken.press("5", .enter)
    #expect(taken.shows("Once more") && taken.shows("[ ? ]") && !taken.shows("measured"))
    taken.press("5", .enter)
    #expect(!taken.shows("[ ? ]"))
    #expect(taken.shows("you 5.00 · measured"))
  }

  @Test func keysOfAnAnswerNeverReachTheProgram() throws {
    var taken = try Taken()
    func types(_ keys: Key..., without: String) {
      let before = taken.app.state
      keys.forEach { taken.press($0) }
      let after = taken.app.state
      #expect(after.settings == before.settings && after.running == before.running, "\(without)")
      #expect(after.speed == before.speed && after.lesson?.place == before.lesson?.place)
    }
    taken.press("1")
    types("3", "2", ".", "-", .enter, without: "a question")
    taken.press("n")
    types("3", "2", without: "something said")
    taken.press("n", "v", "v", "v", "n", "9", .enter)
    types(".", "-", .enter, without: "a number to type")
    taken.press("1")
    types("3", "2", ".", "-", .enter, without: "a number to type")
    taken.press("n", "9", .enter, "9", .enter)
    types("3", "2", ".", "-", .enter, without: "a line to complete")
  }

  @Test func theThirdHintBeginsWhereTheStepBegan() throws {
    var taken = try Taken()
    // Another view than the solution's keys count from.
    taken.press("1", "n", "n", "V", "V", "i", "i", "i")
    #expect(taken.app.state.view == "mass" && taken.shows("do ✓"))
  }

  @Test func aWarningHoldsForOneQuestionOnly() throws {
    var taken = try Taken()
    taken.press("1", "n", "n", "n", "n", "n", "n")
    #expect(taken.shows("predict first"))
    taken.press("9", .enter, "n")
    #expect(taken.shows("say why first") && taken.app.state.lesson?.prediction != nil)
  }

  @Test func onASmallScreenTheBoxTakesWhatItsStepNeeds() throws {
    var small = try Taken()
    small.press("1", "n")
    let rows = small.app.state.lesson?.rows ?? 0
    small.press("n", "v", "v", "v", "n")
    #expect((small.app.state.lesson?.rows ?? 0) > rows)
    var large = try Taken(columns: 120, rows: 36)
    large.press("1", "n")
    let same = large.app.state.lesson?.rows
    large.press("n", "v", "v", "v", "n")
    #expect(large.app.state.lesson?.rows == same)
  }

  @Test func onASmallScreenEveryWordAndEveryKeyOfEveryStepShows() throws {
    for lesson in Lessons.all {
      for index in lesson.steps.indices {
        var state = State(
          running: false, columns: 80, rows: 24,
          medium: Medium(colors: .trueColor, glyphs: .braille))
        _ = try openLesson(lesson, anew: true, &state)
        var run = try #require(state.lesson)
        (run.place, run.isReady) = (.step(index), true)
        state.lesson = run
        state.makeRoomForLesson()
        run = try #require(state.lesson)
        let names = run.text.readings.map { ($0, -1234.5) }
        let numbers = LessonNumbers(values: Dictionary(names) { first, _ in first })
        let box = LessonBox(run, numbers, state.medium, columns: 80)
        #expect(box.lines.count <= run.rows - 2, "\(lesson.name), step \(index + 1)")
        var canvas = Canvas(columns: 80, rows: 24)
        drawLesson(run, numbers, state, on: &canvas)
        #expect(canvas.plainText().contains("Esc out"), "\(lesson.name)")
      }
    }
  }

  @Test func escapeGivesBackEverythingAndTheLessonGoesOnWhereItWas() throws {
    var taken = try Taken()
    taken.press("1", "n", "n")
    let effects = taken.app.handle(.key(.escape))
    #expect(effects.contains(.endLesson))
    #expect(taken.app.state.lesson == nil && taken.app.state.view == "probe")
    #expect(taken.app.state.step == 20)
    _ = taken.app.handle(.key("l"))
    #expect(taken.shows("at 2/5"))
    let again = taken.app.handle(.key(.enter))
    #expect(again.contains { if case .beginLesson = $0 { true } else { false } })
    #expect(taken.app.state.lesson?.place == .step(1))
  }

  @Test func theEndShowsWhatWasPredictedAndIsKept() throws {
    var taken = try Taken()
    taken.press(
      "1", "n", "n", "n", "n", "n", "7", .enter, "1", "n", "9", .enter, "9", .enter, "n", "n", "n",
      "2",
      "n")
    #expect(taken.shows("What you predicted"))
    #expect(taken.shows("What is the area? You: 7.00×; measured: "))
    #expect(taken.app.state.progress["every-verb"]?.isDone == true)
    #expect(taken.app.state.progress["every-verb"]?.isAfterRight == true)
    taken.press("n")
    #expect(taken.app.state.lesson == nil)
  }

  @Test func theListFiltersSearchesAndResets() throws {
    var taken = try Taken()
    taken.press("l")
    #expect(taken.shows("lessons: 0 of 1 done"))
    taken.press("d")
    #expect(taken.shows("no lesson here"))
    taken.press("d", "/", "x", "y")
    #expect(taken.shows("/xy"))
    taken.press(.escape, .escape)
    #expect(!taken.shows("lessons: 0 of 1"))
  }
}
