import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

extension Medium {
  static let rich = Medium(colors: .trueColor, glyphs: .braille)
  static let plain = Medium(colors: .mono, glyphs: .ascii)

  static let every: [Medium] = ColorDepth.allCases.flatMap { colors in
    GlyphSet.allCases.flatMap { glyphs in
      Backdrop.allCases.map { Medium(colors: colors, glyphs: glyphs, backdrop: $0) }
    }
  }
}

/// Settings that train fast.
func smallSettings() -> Settings {
  var settings = Settings()
  settings.layers = 2
  settings.hidden = [8]
  settings.batch = 64
  return settings
}

/// A paused state after a few steps of training.
func trainedState(
  columns: Int = 80, rows: Int = 24, medium: Medium = .rich, steps: Int = 20
) throws -> State {
  try Snapshot.trained(
    State(settings: smallSettings(), columns: columns, rows: rows, medium: medium), steps: steps,
    threads: 1)
}

/// Small flows of these names, to race.
func raceLanes(_ names: [String]) -> [Settings] {
  names.map { name in
    var settings = smallSettings()
    settings.choose(FlowFamily.all.first { $0.name == name } ?? FlowFamily.all[0])
    settings.layers = 2
    if !(FlowFamily.all.first { $0.name == name }?.defaultHidden.isEmpty ?? true) {
      settings.hidden = [8]
    }
    return settings
  }
}

/// A race of so many flows after some steps of each.
func raced(_ names: [String], columns: Int = 120, rows: Int = 36) -> State {
  var state = State(settings: smallSettings(), columns: columns, rows: rows, medium: .rich)
  _ = update(&state, .key("w"))
  state.race?.lanes = raceLanes(names)
  let runs = raceLanes(names).map { RaceRun($0) }
  for _ in 0..<(12 * runs.count) { RaceRun.next(of: runs, .steps)?.advance() }
  _ = update(
    &state,
    .raceSnapshot(
      RaceSnapshot(
        lanes: runs.map {
          .init(run: $0.session.snapshot(stepsPerSecond: 0), seconds: $0.seconds)
        })))
  state.message = nil
  return state
}

/// Draws many screens of few models: what was evaluated for one is there for the next, and rates are
/// measured in a moment. Its screens are those of an `App`, but for the rates.
final class Gallery {
  private let observatory = Observatory()

  /// The names of the ledger's rows on a main screen.
  func ledgerNames(_ state: State) -> [String] {
    observatory.scene(for: state).ledger?.terms.map(\.name) ?? []
  }

  func draw(_ state: State) -> Canvas {
    EvaluationCost.$seconds.withValue(0) {
      drawScreen(observatory.readable(state, at: nil), observatory.scene(for: state))
    }
  }
}

/// Has rates measured in a moment, for tests that draw screens and look at no rate.
struct BriefRates: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
  ) async throws {
    try await EvaluationCost.$seconds.withValue(0) { try await body() }
  }
}

extension Trait where Self == BriefRates {
  static var briefRates: Self { BriefRates() }
}

extension Canvas {
  /// The text of one row.
  func line(_ row: Int) -> String {
    var text = String.UnicodeScalarView()
    for column in 0..<columns { text.append(self[column, row].glyph) }
    return String(text)
  }

  var lines: [String] { (0..<rows).map(line) }
}

/// Two collections element by element. It demands that both have as many elements, and that there are any:
/// else a loop over them would check less than its test says.
func pairs<One: Collection, Other: Collection>(
  _ one: One, _ other: Other, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Zip2Sequence<One, Other> {
  try #require(
    !one.isEmpty && one.count == other.count, "\(one.count) beside \(other.count)",
    sourceLocation: sourceLocation)
  return zip(one, other)
}

/// What a view draws of a state with a trained model.
func viewSubject(_ state: State) throws -> ViewSubject {
  let model = try #require(state.model)
  return ViewSubject(
    state: state, evaluator: try Evaluator(model.settings), model: model,
    key: ModelKey(settings: model.settings, step: model.step), densityMaximum: 0.3,
    body: try #require(state.layout.body))
}
