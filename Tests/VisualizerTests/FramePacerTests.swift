import Testing

@testable import Visualizer

@Suite struct FramePacerTests {
  @Test func drawingLeavesHalfOfTheTimeToTrainingButAnswersAtOnce() {
    let begun = ContinuousClock.now
    let drawn = begun + .milliseconds(15)
    var pacer = FramePacer(framesPerSecond: 50)
    pacer.note(begun: begun, drawn: drawn, sent: drawn, isTraining: true)
    let soonest = begun + .milliseconds(20)
    #expect(pacer.next == drawn + .milliseconds(15) && pacer.soonest == soonest)
    pacer.note(begun: begun, drawn: drawn, sent: drawn)
    #expect(pacer.next == soonest)
  }

  @Test func afterASlowFrameDrawingRestsOnePeriod() {
    let begun = ContinuousClock.now
    let drawn = begun + .milliseconds(300)
    var pacer = FramePacer(framesPerSecond: 50)
    pacer.note(begun: begun, drawn: drawn, sent: drawn, isTraining: true)
    #expect(pacer.next == drawn + .milliseconds(20) && pacer.soonest == drawn)
  }

  private let begun = ContinuousClock.now + .seconds(1)

  @Test func framesBeginAPeriodApartHoweverLongTheyTake() {
    var pacer = FramePacer(framesPerSecond: 50)
    pacer.note(
      begun: begun, drawn: begun + .milliseconds(6), sent: begun + .milliseconds(9))
    #expect(pacer.next == begun + .milliseconds(20))
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
    #expect(pacer.next == begun + .milliseconds(206))
  }

  @Test func withoutTheFocusThereAreFourFramesASecondAndAnswersAtOnce() {
    for rate in [50, 2] {
      var pacer = FramePacer(framesPerSecond: rate)
      pacer.hasFocus = false
      pacer.note(begun: begun, drawn: begun, sent: begun)
      #expect(pacer.next == begun + max(.milliseconds(250), .seconds(1) / rate))
      #expect(pacer.soonest == begun + .seconds(1) / rate)
      pacer.hasFocus = true
      #expect(pacer.next == pacer.soonest)
    }
  }
}
