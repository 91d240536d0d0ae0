import Canvas
import Learning
import Testing

@testable import Visualizer

/// A lesson of every verb on a small flow.
let everyVerb = """
  name: every-verb
  title: Every verb
  start: --flow linear --target 2gaussians --paused --step 40
  before: {ask: "What is it?", choices: [this, that]}
  steps:
    - {say: "The KL is {kl unit}.", mark: [pane.x]}
    - do: Show the mass lens.
      keys: [view]
      until: view == mass
      hints: [Look below., Press v., "v, three times."]
      solution: v v v
    - predict: What is the area?
      start: --flow linear --target 2gaussians --paused --step 40
      reading: probe.area
      hide: [probe.area, probe.logdet]
      because:
        - {text: It is so., right: true}
        - {text: It is not so., why: It is.}
    - fade: {worked: "log|det dx/dz| = {probe.logdet}", missing: [probe.logdet]}
    - {play: Look around., seconds: 30}
  after: {ask: "What is it?", choices: [this, that], right: 1}
  """

/// The application with a trained run before the lesson begins, as the executable would have it.
struct Taken {
  var app: App
  let run: TrainingRun

  init(_ text: String = everyVerb, columns: Int = 80, rows: Int = 24) throws {
    var state = try trainedState(columns: columns, rows: rows)
    let lesson = try #require(try Lessons.parse(text, file: "").first)
    state.lessons = [lesson]
    state.view = "probe"
    app = App(state)
    let begun = try app.begin(lesson)
    let start = begun.compactMap { if case .beginLesson(let start) = $0 { start } else { nil } }
    let first = try #require(start.first)
    run = TrainingRun(first.settings, threads: 1, speed: first.speed, running: first.running)
    run.obey(.forward(to: first.beginning.step))
    run.takeSteps(0)
    publish()
  }

  mutating func publish() { _ = app.handle(.snapshot(run.snapshot(stepsPerSecond: 0))) }

  mutating func press(_ keys: Key...) {
    for key in keys {
      _ = app.handle(.key(key))
      // The run is paused, and a step that begins anew begins with the same.
      publish()
    }
  }

  var lines: [String] { app.render().lines }
  func shows(_ words: String) -> Bool { lines.contains { $0.contains(words) } }
}

extension Taken: CustomTestStringConvertible {
  var testDescription: String { "\n" + lines.joined(separator: "\n") + "\n" }
}
