import Learning
import Testing

@testable import Visualizer

/// How one goes through a lesson: on, back, past a task, and astray.
@Suite struct LessonGoingTests {
  @Test func aTaskThatIsPassedOverIsDoneForTheLearnerFirst() throws {
    var taken = try Taken()
    taken.press("1", "n", "n", "n")
    #expect(taken.shows("this is not done yet; n again does it for you"))
    taken.press("n")
    #expect(taken.app.state.view == "mass" && taken.shows("do ✓"))
    taken.press("n")
    #expect(taken.shows("What is the area?"))
  }

  @Test func whatIsPassedOverIsKeptUntilItIsDone() throws {
    var taken = try Taken()
    taken.press("n", "n", "n", "n", "n", "n", "n", "n")
    #expect(taken.shows("log|det dx/dz|"))
    #expect(taken.app.state.progress["every-verb"]?.passedOver == [0, 3])
    // The task was done for the learner.
    #expect(taken.app.state.progress["every-verb"]?.shown == [2])
    taken.press("N", "1", .enter)
    let reason = taken.app.state.lesson?.reasonOrder.first == 0 ? Key("1") : Key("2")
    taken.press(reason, "n")
    #expect(taken.app.state.progress["every-verb"]?.passedOver == [0])
  }

  @Test func anUnreadableMomentBeginsTheLessonAnew() throws {
    var state = try trainedState(columns: 80, rows: 24)
    let lesson = try #require(try Lessons.parse(everyVerb, file: "").first)
    state.progress.note(
      LessonRecord(lesson.name, .left(step: 3, arguments: ["--frob"])))
    var app = App(state)
    _ = try app.begin(lesson)
    #expect(app.state.lesson?.number == 0)
    #expect(app.state.message?.contains("lessons.txt") == true)
  }

  @Test func whoeverChoseAnAnswerThatHoldsIsRight() throws {
    var taken = try Taken(
      """
      name: both
      title: Both
      start: --flow affine --target 2gaussians --paused
      steps:
        - predict: Which?
          reading: probe.area
          choices: [{text: above 0, when: probe.area > 0}, {text: above −1, when: probe.area > -1}]
      """)
    taken.press("2")
    #expect(taken.app.state.lesson?.attempt.isRight == true)
  }

  @Test func whoGoesBackAndDoesSomethingElseGoesOnFromThat() throws {
    var taken = try Taken(
      """
      name: back
      title: Back
      start: --flow affine --target 2gaussians --paused
      steps:
        - {do: Stretch it., until: hand.stretch > 1, solution: e}
        - {say: "The stretch is {hand.stretch}."}
        - {say: "Still {hand.stretch}."}
      """)
    taken.press("e", "n")
    #expect(taken.shows("The stretch is 1.25."))
    taken.press("n", "N", "N", "e", "n")
    #expect(taken.shows("The stretch is 1.50."))
    taken.press("n")
    #expect(taken.shows("Still 1.50."))
  }

  @Test func whatIsTurnedWhereNothingIsToBeTurnedDoesNotStay() throws {
    var taken = try Taken(
      """
      name: astray
      title: Astray
      start: --flow affine --target 2gaussians --paused
      steps:
        - {say: "The stretch is {hand.stretch}."}
        - {predict: What is it?, reading: probe.area, hide: [ledger]}
        - {say: "Still {hand.stretch}."}
      """)
    taken.press("e", "e", "n", "1", .enter)
    #expect(taken.shows("measured 1.00"))
    taken.press("e", "n")
    #expect(taken.shows("Still 1.00."))
  }

  @Test func aRunThatHasNotComeToWhereAStepBeginsIsWaitedFor() throws {
    var taken = try Taken(
      """
      name: wait
      title: Wait
      start: --flow linear --target 2gaussians --paused
      steps:
        - {say: First.}
        - {say: "Step {step}.", start: --flow linear --target 2gaussians --paused --step 50}
        - {say: "Still step {step}."}
      """)
    // The test's own run never gets to step 50.
    taken.press("n")
    #expect(taken.shows("One moment: it learns to step 50 first."))
    taken.press("n")
    #expect(taken.shows("n again passes over it") && taken.shows("One moment"))
    taken.press("N")
    #expect(taken.shows("First."))
    taken.press("n")
    #expect(taken.app.state.lesson?.beginning.contains("50") == true)
    #expect(taken.shows("One moment: it learns to step 50 first."))
  }

  @Test func theSameRunAtTheSameStepIsNotTrainedAgain() throws {
    var taken = try Taken()
    taken.press("1", "n", "n", "v", "v", "v")
    let effects = taken.app.handle(.key("n"))
    // The next step begins with the same share line.
    #expect(!effects.contains { if case .beginLesson = $0 { true } else { false } })
    #expect(taken.shows("What is the area?") && taken.app.state.view == .main)
  }

  @Test func aRunPausesAtTheStepThatIsWaitedFor() {
    var settings = Settings()
    (settings.flow, settings.target) = ("linear", "2gaussians")
    let run = TrainingRun(settings, threads: 1, speed: .perFrame(10), running: false)
    run.obey(.run)
    run.obey(.stop(at: 23))
    while run.isBusy { run.takeSteps(10) }
    #expect(run.session.step == 23 && !run.running)
    // The next run goes as far as it likes.
    run.obey(.run)
    run.takeSteps(10)
    #expect(run.session.step == 33 && run.running)
  }

  @Test func aRunThatPausedByItselfIsPausedOnScreenWhateverElseIsAskedFor() throws {
    let text = """
      name: stop
      title: Stop
      start: --flow linear --target 2gaussians --paused
      steps:
        - {do: Look and train., keys: [view, run], until: view == mass and step >= 7, solution: "v v v"}
        - {say: Done.}
      """
    let lesson = try #require(try Lessons.parse(text, file: "").first)
    var app = App(try trainedState(columns: 80, rows: 24))
    _ = try app.begin(lesson)
    let run = TrainingRun(
      app.state.settings, threads: 1, speed: .perFrame(10), running: false)
    func obey(_ effects: [Effect]) {
      for case .train(let command) in effects { run.obey(command) }
    }
    obey(app.handle(.snapshot(run.snapshot(stepsPerSecond: 0))))
    obey(app.handle(.key(" ")))
    while run.isBusy {
      run.takeSteps(10)
      obey(app.handle(.snapshot(run.snapshot(stepsPerSecond: 0))))
    }
    #expect(run.session.step == 7 && !app.state.running)
    #expect(app.state.lesson?.attempt.isReached == false)
    // Space goes on from there.
    obey(app.handle(.key(" ")))
    #expect(run.isBusy && app.state.running)
  }

  @Test func aRunThatGoesOnWhileOneReadsIsNotBegunAnew() throws {
    var taken = try Taken(
      """
      name: runs
      title: Runs
      start: --flow linear --target 2gaussians --speed x10
      steps:
        - {say: First.}
        - {say: Second.}
      """)
    taken.run.takeSteps(20)
    taken.publish()
    let effects = taken.app.handle(.key("n"))
    #expect(taken.shows("Second."))
    #expect(!effects.contains { if case .beginLesson = $0 { true } else { false } })
  }

  @Test func whatTheFirstStepAsksIsHiddenFromTheStart() throws {
    var taken = try Taken(
      """
      name: first
      title: First
      start: --flow affine --stretch 2.5 --target 2gaussians --paused
      before: {ask: "What is it?", choices: [this, that]}
      steps:
        - {fade: {worked: "log|det dx/dz| = {probe.logdet}", missing: [probe.logdet]}}
        - {fade: {worked: "log p(x) = {probe.logpx}", missing: [probe.logpx]}}
      """)
    let (logDet, logDensity) = ("0.916", "−2.")
    #expect(!taken.shows(logDet) && !taken.shows(logDensity))
    taken.press("1", "n", "9", .enter, "9", .enter)
    #expect(taken.shows(logDet))
    #expect(taken.shows("measured 0.916"))
  }
}
