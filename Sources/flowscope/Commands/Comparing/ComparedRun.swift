import Flows
import Learning

/// One run of `flowscope compare`, as a line of a sweep has it.
struct ComparedRun: Codable, Sendable {
  let flow: String
  let seed: UInt64
  /// What was measured; `nil` where the run failed.
  var figures: ScoredRun.Figures?
  /// Why it failed, where it did.
  var trouble: String?

  /// Makes the run, on one thread.
  /// - Parameters:
  ///   - isOver: whether the run is to end before its last step.
  ///   - took: told now and then how many steps were taken.
  static func made(
    _ settings: Settings, steps: Int, _ goal: SampleGoal, isOver: () -> Bool, took: (Int) -> Void
  ) -> ComparedRun {
    var run = ComparedRun(flow: settings.flow, seed: settings.seed)
    do throws(FlowError) {
      guard LearnerKind.find(settings.flow) != nil else {
        throw FlowError("this program has no learner of that name")
      }
      try settings.validate()
      run.figures = try ScoredRun(settings, steps: steps, goal: goal) { step throws(FlowError) in
        if isOver() { throw FlowError("interrupted at step \(step) of \(steps)") }
        if step % 16 == 0 || step == steps { took(step) }
      }
      .figures
    } catch {
      run.trouble = error.description
    }
    return run
  }

  /// The run with what its settings name.
  func result(_ settings: Settings) -> Result<ScoredRun, FlowError> {
    Result { () throws(FlowError) -> ScoredRun in
      guard let figures else { throw FlowError(trouble ?? "it has no figures") }
      return try ScoredRun(settings, figures)
    }
  }

  private init(flow: String, seed: UInt64) { (self.flow, self.seed) = (flow, seed) }
}
