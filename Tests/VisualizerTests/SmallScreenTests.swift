import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// What has no room is not cut without a word.
@Suite(.briefRates) struct SmallScreenTests {
  @Test(arguments: [(40, 12), (60, 18), (120, 36)])
  func theOptionsSayWhichOfHowManyIsChosen(columns: Int, rows: Int) throws {
    for flow in ["realnvp", "cnf", "gan"] {
      var settings = smallSettings()
      settings.hidden = nil
      settings.choose(try LearnerKind.named(flow))
      var state = State(settings: settings, columns: columns, rows: rows, medium: .rich)
      _ = update(&state, .key("o"))
      let all = Setting.options(state)
      let text = Gallery().draw(state).plainText()
      let shown = all.count { text.contains($0.title) }
      let says = text.contains("options, 1 of \(all.count)")
      #expect(says == (OptionsForm().places(state).list.rows < all.count), "\(text)")
      #expect(says || shown == all.count, "\(text)")
      // Names and values do not touch.
      for line in text.split(separator: "\n") where line.contains("restarts") {
        for field in all where line.contains("│ \(field.title)") {
          #expect(line.contains("│ \(field.title) "), "\(line)")
        }
      }
    }
  }

  @Test func theMorphSaysHowManyStagesHaveNoRoom() throws {
    var settings = smallSettings()
    settings.layers = 8
    var state = try Snapshot.trained(
      State(settings: settings, columns: 60, rows: 18, medium: .rich), steps: 1, threads: 1)
    state.view = MorphView.name
    let text = Gallery().draw(state).plainText()
    #expect(text.contains(" more: [ ] scrub"), "\(text)")
  }

  @Test func aLessonThatHasNoRoomSaysSo() throws {
    for lesson in Lessons.all.prefix(6) {
      var app = App(State(columns: 40, rows: 12, medium: .rich))
      _ = try app.begin(lesson)
      let run = try #require(app.state.lesson)
      let box = LessonBox(run, app.lessonNumbers, .rich, columns: 40)
      let rows = run.rows - 2
      let lines = box.lines(fitting: rows)
      #expect(lines.count <= rows)
      if box.lines.count > rows {
        #expect(app.render().plainText().contains("more lines"), "\(lesson.name)")
      }
    }
  }
}
