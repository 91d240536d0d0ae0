// The Lessons folder. `Format` is what a lesson's file says, as values, and how it is read, with errors that
// name their line and column. `Progress` is what is kept of lessons that were taken. `Registry` has the
// lessons that are built in and the names that a lesson may use. `Running` takes a lesson: its keys, its
// box on the screen, what it masks and frames. `Playing` plays a lesson's own solution with no terminal.

/// A lesson: steps in which one predicts, does and measures.
public struct Lesson: Hashable, Sendable {
  /// As the command line calls it: `density-is-mass-over-volume`.
  public var name: String
  public var title: String
  /// What one can say after it.
  public var aim: String?
  public var minutes: Int?
  /// Names of lessons that explain what it uses.
  public var needs: [String] = []
  /// The options of the share line that it begins with.
  public var start: [String]
  /// A question that is asked before the first step, without a verdict.
  public var before: LessonQuestion?
  /// The same after the last step.
  public var after: LessonQuestion?
  public var steps: [LessonStep]
}

/// A question with two or three answers.
public struct LessonQuestion: Hashable, Sendable {
  public var ask: MeasuredText
  public var choices: [String]
  /// The right one, from 0; `nil` leaves it open.
  public var right: Int?
  /// What is masked until it is answered.
  public var hidden: [LessonMask] = []
}

/// One step of a lesson: what is said, and what the learner does.
public struct LessonStep: Hashable, Sendable {
  public var verb: Verb
  public var text: MeasuredText
  /// What is framed on the screen.
  public var marks: [LessonMark] = []
  /// What is masked: in a prediction until it is committed, otherwise as long as the step lasts.
  public var hidden: [LessonMask] = []
  /// The options of a share line with which the step begins anew; `nil` goes on from the step before.
  public var start: [String]?
  /// Names of the actions, or keys, that the step is about.
  public var keys: [String] = []
  /// What must come true.
  public var until: Condition?
  /// Where to look, what to do, how it is done.
  public var hints: [String] = []
  /// The keys that do it.
  public var solution: [SolutionPart] = []

  /// The question that it ends with, where something is to be predicted.
  public var question: String? {
    if case .predict = verb { text.lastSentence() } else { nil }
  }

  /// What a step is.
  public enum Verb: Hashable, Sendable {
    case say, `do`
    case predict(Prediction)
    case fade(Fade)
    /// So many seconds of the learner's own.
    case play(seconds: Int)

    public var name: String {
      switch self {
      case .say: "say"
      case .do: "do"
      case .predict: "predict"
      case .fade: "fade"
      case .play: "play"
      }
    }
  }
}

/// What is to be predicted, and measured on the spot.
public struct Prediction: Hashable, Sendable {
  /// The name of the reading that is the answer.
  public var reading: String
  public var tolerance: Tolerance
  /// Instead of a number: each holds where its condition does.
  public var choices: [Answer] = []
  /// The reasons to choose from, after the measured number has been seen.
  public var because: [Reason] = []
  /// The answer of who knows, for the player: a number, or a choice's number from 1.
  public var model: Double?

  public struct Answer: Hashable, Sendable {
    public var text: String
    public var when: Condition
  }

  public struct Reason: Hashable, Sendable {
    public var text: MeasuredText
    public var isRight: Bool
    /// What is answered to whom chooses it.
    public var why: MeasuredText?
  }
}

/// A worked line, of which some numbers are left to the learner.
public struct Fade: Hashable, Sendable {
  /// Names of the readings that are left out, in the order in which they are asked for.
  public var missing: [String]
  public var tolerance: Tolerance
}

/// A key of a solution, or something to wait for.
public enum SolutionPart: Hashable, Sendable {
  /// By its name, as a replay script has it.
  case key(String)
  case wait(Condition)
}

/// Something on the screen that a step frames.
public enum LessonMark: Hashable, Sendable {
  /// A pane by its name; base space and data space also where a view pictures them.
  case pane(String)
  /// The probe's neighbourhood: in one space, or in both.
  case probe(pane: String?)
  case view, header
  /// A reading's number, wherever it is printed.
  case reading(String)
}

/// Something on the screen that a step masks.
public enum LessonMask: Hashable, Sendable {
  case pane(String)
  case header
  /// The whole picture of the view, whichever it is.
  case view
  /// What views explain in sentences.
  case words
  /// A reading's number, wherever it is printed.
  case reading(String)
}
