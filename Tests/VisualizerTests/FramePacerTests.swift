import Testing

@testable import Visualizer

@Suite struct FramePacerTests {
  private let begun = ContinuousClock.now + .seconds(1)

  @Test func drawingLeavesTimeToTrainingButAnswersAtOnce() {
    let drawn = begun + .milliseconds(15)
    var pacer = FramePacer(framesPerSecond: 50)
    pacer.note(begun: begun, drawn: drawn, sent: drawn, isTraining: true)
    #expect(pacer.next == drawn + .microseconds(10_500) && pacer.soonest == drawn)
    pacer.note(begun: begun, drawn: drawn, sent: drawn)
    #expect(pacer.next == begun + .milliseconds(20))
  }

  @Test func afterASlowFrameDrawingRestsOnePeriod() {
    let drawn = begun + .milliseconds(300)
    var pacer = FramePacer(framesPerSecond: 50)
    pacer.note(begun: begun, drawn: drawn, sent: drawn, isTraining: true)
    #expect(pacer.next == drawn + .milliseconds(20) && pacer.soonest == drawn)
  }

  @Test func framesBeginAPeriodApartHoweverLongTheyTake() {
    var pacer = FramePacer(framesPerSecond: 50)
    pacer.note(
      begun: begun, drawn: begun + .milliseconds(6), sent: begun + .milliseconds(9))
    #expect(pacer.next == begun + .milliseconds(20))
  }

  @Test func smallDelaysDoNotAddUp() {
    var pacer = FramePacer(framesPerSecond: 50)
    for frame in 0..<100 {
      let late = begun + .milliseconds(20) * frame + .milliseconds(frame == 0 ? 0 : 3)
      pacer.note(begun: late, drawn: late, sent: late)
    }
    #expect(pacer.next == begun + .milliseconds(2000))
    // A long one moves all that follow.
    let late = begun + .milliseconds(2015)
    pacer.note(begun: late, drawn: late, sent: late)
    #expect(pacer.next == late + .milliseconds(20))
  }

  @Test func answersComeBetweenFramesAndAPeriodApart() {
    var pacer = FramePacer(framesPerSecond: 50)
    let sent = begun + .milliseconds(4)
    pacer.note(begun: begun, drawn: sent, sent: sent)
    #expect(pacer.soonest == sent)
    let answer = begun + .milliseconds(6)
    pacer.note(begun: answer, drawn: answer, sent: answer, isAnswer: true)
    #expect(pacer.next == begun + .milliseconds(20))
    #expect(pacer.soonest == answer + .milliseconds(20))
  }

  @Test func aFrameThatTakesLongerThanAPeriodIsFollowedAtOnce() {
    var pacer = FramePacer(framesPerSecond: 50)
    pacer.note(
      begun: begun, drawn: begun + .milliseconds(12), sent: begun + .milliseconds(25))
    #expect(pacer.next == begun + .milliseconds(25))
  }

  @Test func aSlowLineIsLeftAloneForAsLongAsItTook() {
    var pacer = FramePacer(framesPerSecond: 50)
    pacer.note(
      begun: begun, drawn: begun + .milliseconds(6), sent: begun + .milliseconds(106))
    #expect(pacer.next == begun + .milliseconds(206) && pacer.soonest == pacer.next)
  }

  @Test func withoutTheFocusThereAreFourFramesASecondAndAnswersAtOnce() {
    for rate in [50, 2] {
      var pacer = FramePacer(framesPerSecond: rate)
      pacer.hasFocus = false
      pacer.note(begun: begun, drawn: begun, sent: begun)
      #expect(pacer.next == begun + max(.milliseconds(250), .seconds(1) / rate))
      #expect(pacer.soonest == begun)
      pacer.hasFocus = true
      #expect(pacer.next == begun + .seconds(1) / rate)
    }
  }
}
