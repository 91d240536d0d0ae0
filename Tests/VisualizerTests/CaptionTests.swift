import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The line below the pictures that says in words, with numbers of the frame, what they show.
@Suite(.briefRates) struct CaptionTests {
  static let sizes = [(60, 20), (80, 24), (120, 36)]

  /// What the line says.
  private func caption(_ state: State, _ gallery: Gallery = Gallery()) throws -> String {
    let frame = try #require(state.captionFrame)
    return gallery.draw(state).line(frame.row).trimmingCharacters(in: .whitespaces)
  }

  private func check(
    _ state: State, _ what: String, _ gallery: Gallery = Gallery()
  ) throws -> String {
    let text = try caption(state, gallery)
    #expect(!text.isEmpty && !text.contains("…"), "\(what): \(text)")
    #expect(!text.lowercased().contains("nan") && !text.contains("∞"), "\(what): \(text)")
    #expect(text.count <= state.columns - 2, "\(what): \(text)")
    return text
  }

  private func resized(_ state: State, _ size: (Int, Int)) -> State {
    var state = state
    (state.columns, state.rows) = size
    return state
  }

  @Test func everyViewAndFormHasOneAtEverySize() throws {
    for flow in ["realnvp", "iresnet", "cnf", "maf", "diffusion"] {
      var settings = smallSettings()
      settings.flow = flow
      let trained = try Snapshot.trained(
        State(settings: settings, medium: .rich), steps: 12, threads: 1)
      let gallery = Gallery()
      for view in Views.all where Views.comesBy(view.name, trained) {
        var seen: Set<String> = []
        for size in Self.sizes {
          for form in 0..<view.forms {
            var state = resized(trained, size)
            state.view = view.name
            state.setForm(form, of: view.name)
            let what = "\(flow), \(view.name.rawValue), form \(form + 1), \(size)"
            let text = try check(state, what, gallery)
            if size == (120, 36) { seen.insert(text) }
            #expect(text.contains { $0.isNumber }, "\(what): \(text)")
          }
        }
        // A form that shows something else says something else.
        #expect(
          seen.count == view.forms || view.name == EstimatesView.name, "\(view.name.rawValue)")
      }
    }
  }

  /// Each number that a caption takes from a reading, formatted as it says it.
  @Test func numbersAreTheReadings() throws {
    let state = resized(try trainedState(steps: 60), (120, 36))
    let model = try #require(state.model)
    let evaluator = try Evaluator(model.settings, threads: 1)
    let context = ReadingContext(
      model, evaluator, probe: state.probe, known: state.measurements())
    func reading(_ name: String) throws -> Double {
      try context.value(of: Readings.named(name))
    }
    func shows(_ view: ViewName, _ form: Int = 0, _ parts: [String]) throws {
      var state = state
      state.view = view
      state.setForm(form, of: view)
      let text = try caption(state)
      for part in parts.map(\.unmarked) { #expect(text.contains(part), "\(part) in \(text)") }
    }
    let area = Growth(try reading("probe.area"))
    let term = (0 - (try reading("probe.logdet"))).text(2, plus: true)
    let kl = try reading("kl").text(3)
    try shows(.main, 0, [area.words, area.ofDensity, "log \(term)", "KL \(kl)"])
    try shows(
      ProbeView.name, 0,
      [
        area.words, try reading("probe.stretch.most").significant,
        try reading("probe.stretch.least").significant,
      ])
    try shows(ProbeView.name, 1, [area.words, area.ofDensity])
    let (base, volume) = (try reading("nll.base"), try reading("nll.volume"))
    try shows(
      LossView.name, 0,
      [try reading("nll").text(3), base.text(3), abs(volume).text(3)])
    try shows(LossView.name, 1, [kl])
    try shows(EstimatesView.name, 0, [try reading("probe.logdet").text(3, plus: true)])
    try shows(
      InvariantsView.name, 0,
      [
        try reading("invariants.mass").text(4),
        "\(Int(try reading("invariants.folds"))) of \(Int(try reading("invariants.places")))",
      ])
  }

  /// What is not a reading stands in the panels beside the pictures as well.
  @Test func numbersAreThoseOfThePanels() throws {
    for view in [DifferenceView.name, MassView.name, LayersView.name] {
      var state = resized(try trainedState(steps: 60), (200, 60))
      state.view = view
      let frame = try #require(state.captionFrame)
      let lines = App(state).render().lines
      let panels = lines[..<frame.row].joined(separator: "\n")
      let numbers = lines[frame.row].matches(of: /[0-9]+\.[0-9]+/).map { String($0.output) }
      #expect(!numbers.isEmpty)
      let found = numbers.filter { panels.contains($0) }
      #expect(!found.isEmpty, "\(view.rawValue): \(numbers) in \(lines[frame.row])")
    }
  }

  @Test func theMainScreenSpeaksOfItsStages() throws {
    for size in Self.sizes {
      func says(_ state: State, _ words: String...) throws {
        let text = try check(resized(state, size), "\(size)")
        #expect(words.contains { text.contains($0) }, "\(words) in \(text)")
      }
      try says(try trainedState(steps: 0), "f is the identity")
      let run = TrainingSession(smallSettings(), threads: 1)
      while run.step < 20 { #expect(run.advance()) }
      _ = run.snapshot(stepsPerSecond: 0)
      while run.step < 60 { #expect(run.advance()) }
      var state = State(settings: smallSettings(), running: false, medium: .rich)
      state.snapshot = run.snapshot(stepsPerSecond: 0)
      try says(state, "area")
      state.running = true
      try says(state, "area")
      (state.running, state.pastStep) = (false, 20)
      try says(state, "step 20 of 60: KL")
      // Slow motion says which part it shows.
      let session = TrainingSession(smallSettings(), threads: 1)
      for _ in SlowMotion.Phase.allCases {
        #expect(session.advancePart())
        var slow = State(settings: smallSettings(), speed: .slowMotion, medium: .rich)
        slow.snapshot = session.snapshot(stepsPerSecond: 0)
        let title = try #require(slow.slow).phase.title
        try says(slow, title, "part")
      }
    }
  }

  @Test func onScreensWithoutColourTheDotsAreNotPink() throws {
    var state = try trainedState(medium: .plain, steps: 0)
    #expect(!(try caption(state)).contains("pink"))
    state.medium = .rich
    #expect(try caption(state).contains("pink dots"))
    #expect(try caption(state).contains("equal boards"))
  }

  private func history(_ divergence: (Double) -> Double, steps: Int) -> LossHistory {
    var history = LossHistory()
    var step = 0
    while step <= steps {
      let value = divergence(Double(step))
      var heldOut = HeldOut(nll: 2 + value, standardError: 0.02)
      (heldOut.kl, heldOut.klStandardError) = (value, 0.004)
      history.note(step: step, score: Score(.exact(heldOut)))
      step += max(10, step / 25)
    }
    return history
  }

  @Test func aRunSettlesWhenItsDivergenceNoLongerChanges() {
    #expect(history({ 0.01 + exp(-$0 / 200) }, steps: 3000).hasSettled())
    #expect(!history({ 0.01 + exp(-$0 / 200) }, steps: 900).hasSettled())
    #expect(!history({ 100 / ($0 + 100) }, steps: 3000).hasSettled())
    // What rises has not settled either.
    #expect(!history({ 0.01 + $0 / 10_000 }, steps: 3000).hasSettled())
    #expect(!LossHistory().hasSettled())
  }

  @Test func aSettledRunSaysWhatToTryNext() throws {
    for size in Self.sizes {
      var state = resized(try trainedState(steps: 20), size)
      state.snapshot?.history = history({ 0.01 + exp(-$0 / 200) }, steps: 3000)
      let text = try check(state, "\(size)")
      #expect(text.contains("has settled at") && text.contains("try d"), "\(text)")
    }
  }

  @Test func aMessageTakesItsPlaceForAMoment() throws {
    var state = try trainedState()
    let before = try caption(state)
    state.message = "what a key did"
    #expect(try caption(state) == "what a key did")
    // The hints stay where they are.
    #expect(App(state).render().lines.last?.contains("space run") == true)
    state.message = nil
    #expect(try caption(state) == before)
  }

  @Test func aRaceSaysWhoLeads() throws {
    var state = try trainedState(columns: 120, rows: 36)
    _ = update(&state, .key("w"))
    state.message = nil
    #expect(try check(state, "before the first step").contains("no lane"))
    let lanes = try #require(state.race).lanes
    let runs = RaceRun.runs(of: lanes)
    for run in runs { for _ in 0..<5 { run.advance() } }
    for run in runs { run.session.measure() }
    state.race?.snapshot = RaceSnapshot(
      lanes: runs.map { .init(run: $0.session.snapshot(stepsPerSecond: 0), seconds: $0.seconds) })
    #expect(try check(state, "a race").contains("leads with"))
  }

  @Test func theFormulaStandsOnTheMainScreenAtEverySize() throws {
    for size in [(50, 20), (60, 20), (80, 24), (100, 40), (120, 36), (160, 45), (200, 60)] {
      let lines = App(resized(try trainedState(), size)).render().lines.joined(separator: "\n")
      #expect(lines.contains("log p"), "\(size)")
      #expect(lines.contains(/[−+] Σ log\|det/), "\(size)")
    }
    // A pane that has the whole screen leaves it to the caption.
    var state = resized(try trainedState(), (120, 36))
    state.zoomed = true
    #expect(try caption(state).contains("Σ log|det|"))
  }
}
