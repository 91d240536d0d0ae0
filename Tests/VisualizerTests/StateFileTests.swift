import Testing

@testable import Flows
@testable import Learning

/// A state is lists of numbers, whatever learns: it goes through a file for any learner and any number of
/// phases.
@Suite struct StateFileTests {
  private func learner() throws -> any Learner {
    try Rivals.$added.withValue([TwoPhaseRival.row]) {
      try Learners.make(TwoPhaseRival.settings, threads: 1)
    }
  }

  @Test func aLearnerOfTwoPhasesGoesOnFromAFile() throws {
    let (straight, first, second) = (try learner(), try learner(), try learner())
    for _ in 0..<10 { try straight.advance() }
    for _ in 0..<5 { try first.advance() }
    var checkpoint = Checkpoint()
    try first.state().write(to: &checkpoint)
    let read = try #require(try LearnerState(Checkpoint(reading: checkpoint.encoded())))
    try read.requireFit(second.state())
    second.restore(read)
    for _ in 0..<5 { try second.advance() }
    let states = [straight, second].map { $0.state() }
    #expect(states[0].parameters == states[1].parameters)
    #expect(states[0].moments.map(\.mean) == states[1].moments.map(\.mean))
    #expect(states[0].moments.map(\.steps) == [10, 10] && states[1].moments.count == 2)
    #expect(states[0].average == states[1].average)
    // A flow has another state.
    let flow = try Trainer(smallSettings(), threads: 1)
    #expect(throws: FlowError.self) { try read.requireFit(flow.state()) }
  }
}
