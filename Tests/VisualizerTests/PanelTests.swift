import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

@Suite struct PanelTests {
  private func type(_ text: String, _ app: inout App) -> [Effect] {
    text.flatMap { app.handle(.key(.character($0))) }
  }

  @Test func lettersMatchInOrderAndBestAtWordStarts() throws {
    #expect(FuzzyMatch("xyz", in: "next flow") == nil)
    #expect(FuzzyMatch("nf", in: "next flow")?.positions == [0, 5])
    #expect(FuzzyMatch("flow", in: "a fine low flow")?.positions == [11, 12, 13, 14])
    let whole = try #require(FuzzyMatch("grid", in: "target grid"))
    let scattered = try #require(FuzzyMatch("grid", in: "green rigid"))
    #expect(whole.score > scattered.score)
    #expect(FuzzyMatch("", in: "anything")?.positions == [])
  }

  @Test func everyActionOfTheTableIsInThePalette() {
    let offered = CommandPalette.commands.map(\.action)
    for binding in KeyTable.bindings where !binding.action.isLeftToKeys {
      #expect(offered.contains(binding.action), "\(binding)")
    }
    #expect(Set(CommandPalette.commands.map(\.title)).count == CommandPalette.commands.count)
  }

  @Test func aCommandIsFoundByAPartOfItsNameAndRun() throws {
    var app = App(try trainedState(columns: 80, rows: 24))
    #expect(app.handle(.key(":")).isEmpty)
    #expect(type("tgt ring", &app).isEmpty)
    #expect(app.render().lines.contains { $0.contains("target rings") })
    #expect(app.handle(.key(.enter)) == [.train(.restart(app.state.settings))])
    #expect(app.state.settings.target == "rings")
    #expect(app.state.panel == nil)
  }

  @Test func whatIsCalledNothingIsSaid() throws {
    var app = App(try trainedState())
    _ = app.handle(.key(":"))
    _ = type("qqqq", &app)
    #expect(app.render().lines.contains { $0.contains("nothing is called that") })
    #expect(app.handle(.key(.enter)).isEmpty)
    #expect(app.state.message?.contains("qqqq") == true)
  }

  @Test func quittingIsInThePaletteAndCtrlCWorksThroughIt() throws {
    var app = App(try trainedState())
    _ = app.handle(.key(":"))
    _ = type("quit", &app)
    #expect(app.handle(.key(.enter)) == [.quit])
    _ = app.handle(.key(":"))
    #expect(app.handle(.key(.interrupt)) == [.quit])
  }

  @Test func aPasteIsTextWhereOneTypesAndNothingElsewhere() throws {
    var app = App(try trainedState())
    let text = "q\u{1B}[31m\r\nd\u{3}\u{7F}\u{200E}\u{2028}é"
    for keys: [Key] in [[], ["?"], ["y"], ["p"], ["w"], ["v"]] {
      var app = app
      for key in keys { _ = app.handle(.key(key)) }
      let before = app.render()
      #expect(app.handle(.paste(text)).isEmpty)
      #expect(app.render() == before, "\(keys)")
    }
    _ = app.handle(.key(":"))
    #expect(app.handle(.paste(text)).isEmpty)
    guard case .palette(let palette) = app.state.panel else { throw FlowError("no palette") }
    #expect(palette.typed == "q[31mdé")
    _ = app.handle(.paste(String(repeating: "x", count: 10_000)))
    guard case .palette(let full) = app.state.panel else { throw FlowError("no palette") }
    #expect(full.typed.count == 40)
    _ = app.handle(.key(.escape))
    // A blank and an o, which as keys do something else there.
    open(.batch, &app)
    #expect(app.handle(.paste(" o\n64")).isEmpty)
    guard case .options(let form) = app.state.panel else { throw FlowError("no form") }
    #expect(form.typed == " o64")
  }

  private func open(_ field: Setting, _ app: inout App) {
    _ = app.handle(.key("o"))
    let fields = Setting.options(app.state).map(\.name)
    for _ in 0..<(fields.firstIndex(of: field.name) ?? 0) { _ = app.handle(.key(.down)) }
  }

  @Test func arrowsChangeAValueAndRestart() throws {
    var app = App(try trainedState(columns: 80, rows: 24))
    open(.batch, &app)
    #expect(app.handle(.key(.right)) == [.train(.restart(app.state.settings))])
    #expect(app.state.settings.batch == 128)
    #expect(app.render().lines.contains { $0.contains("restarts") })
  }

  @Test func theLearningRateChangesWithoutARestart() throws {
    var app = App(try trainedState(columns: 80, rows: 24))
    open(.learningRate, &app)
    #expect(type("0.0005", &app).isEmpty)
    let effects = app.handle(.key(.enter))
    #expect(effects == [.train(.change(.learningRate(5e-4)))])
    #expect(app.state.settings.changes == [RunChange(step: 20, .learningRate(5e-4))])
    #expect(app.state.shareLine.contains("--lr-change 20:0.0005"))
    // An arrow goes to the next lower rung from there.
    _ = app.handle(.key(.left))
    #expect((app.state.settings.changes.last?.rate ?? 1) < 5e-4)
    // What the training thread reports is believed: it may be further than the screen.
    var report = try #require(app.state.snapshot)
    report.settings = smallSettings().changed(.learningRate(5e-4), atStep: 23)
    _ = app.handle(.snapshot(report))
    #expect(app.state.shareLine.contains("--lr-change 23:0.0005"))
  }

  @Test func typedValuesCountOnEnter() throws {
    var app = App(try trainedState(columns: 80, rows: 24))
    open(.hidden, &app)
    #expect(type("32,16", &app).isEmpty)
    #expect(app.handle(.key(.enter)) == [.train(.restart(app.state.settings))])
    #expect(app.state.settings.hidden == [32, 16])
  }

  @Test(arguments: [
    (Setting.batch, "0", "batch 0"), (.layers, "many", "whole number"),
    (.hidden, "64,,", "64,64"), (.learningRate, "-1", "above 0"), (.base, "none", "unknown base"),
    (.clip, "x", "number"), (.hidden, "4096,4096,4096", "too many"), (.layers, "100000", "256"),
  ])
  func badValuesAreExplained(field: Setting, text: String, part: String) throws {
    var app = App(try trainedState(columns: 120, rows: 36))
    let before = app.state.settings
    open(field, &app)
    _ = type(text, &app)
    #expect(app.handle(.key(.enter)).isEmpty)
    #expect(app.state.settings == before)
    guard case .options(let form) = app.state.panel else {
      Issue.record("the pane was closed")
      return
    }
    let problem = try #require(form.problem)
    #expect(problem.contains(part), "\(problem)")
    // Every word of it is on the screen.
    let screen = app.render().lines.joined(separator: " ")
    for word in problem.split(separator: " ") { #expect(screen.contains(word), "\(word)") }
    _ = app.handle(.key(.escape))
    _ = app.handle(.key(.escape))
    #expect(app.state.panel == nil)
  }

  @Test func everyFieldShowsItsValueAndReadsItBack() throws {
    for family in FlowFamily.all {
      var settings = Settings()
      settings.flow = family.name
      for field in Setting.options(State(settings: settings, medium: .rich)) {
        let value = field.shown(settings, step: 0)
        let again = try field.set(value, in: settings, step: 0)
        #expect(field.shown(again, step: 0) == value, "\(family.name) \(field.name)")
      }
    }
  }

  @Test func panelsDrawOnEveryScreen() throws {
    for (columns, rows) in [(20, 6), (40, 12), (60, 20), (80, 24), (200, 60)] {
      for medium in [Medium.rich, .plain] {
        for key: Key in ["y", ":", "o"] {
          var app = App(try trainedState(columns: columns, rows: rows, medium: medium))
          _ = app.handle(.key(key))
          let canvas = app.render()
          #expect(canvas.columns == columns && canvas.rows == rows)
          if medium == .plain {
            #expect(canvas.cells.allSatisfy { (0x20..<0x7F).contains($0.glyph.value) })
          }
        }
      }
    }
  }

  @Test func aChangedRateIsTheSameTrajectoryWhenGivenFromTheStart() throws {
    let session = TrainingSession(smallSettings(), threads: 1)
    for _ in 0..<10 { #expect(session.advance()) }
    let changed = smallSettings().changed(.learningRate(1e-4), atStep: 10)
    session.change(.learningRate(1e-4))
    for _ in 0..<10 { #expect(session.advance()) }
    let straight = TrainingSession(changed, threads: 1)
    for _ in 0..<20 { #expect(straight.advance()) }
    let (one, other) = (session.snapshot(stepsPerSecond: 0), straight.snapshot(stepsPerSecond: 0))
    #expect(one.model?.parameters == other.model?.parameters)
    #expect(one.settings == other.settings)
  }

  @Test func controlUTakesBackAllThatWasTyped() throws {
    var state = try trainedState(columns: 100, rows: 30, steps: 1)
    for key: Key in [":", "a", "b", .clear] { _ = update(&state, .key(key)) }
    guard case .palette(let palette)? = state.panel else {
      Issue.record("the palette is open")
      return
    }
    #expect(palette.typed.isEmpty)
    #expect(
      CommandPalette(typed: "topology").matches.first?.command.action
        == .choose(.target("2gaussians")))
  }
}
