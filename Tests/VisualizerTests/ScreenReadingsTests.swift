import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The numbers in the panes' text are those of the readings, measured apart from the screen.
@Suite(.briefRates) struct ScreenReadingsTests {
  /// A number in a pane: what stands before it, and the reading that it is.
  struct Place: Sendable {
    var label: String
    var reading: String
  }

  /// The first number after a label, and the size of its last digit.
  private func number(after label: String, in lines: [String]) -> (value: Double, digit: Double)? {
    for line in lines {
      guard let start = line.range(of: label)?.upperBound else { continue }
      let text = line[start...].replacing("−", with: "-").replacing(",", with: "")
      let powers: [Character: Character] = [
        "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
        "⁸": "8", "⁹": "9",
      ]
      let plain = String(text.map { powers[$0] ?? $0 })
      guard let match = plain.firstMatch(of: /[-+]?\d+(?:\.(\d+))?(?:e([-+]?\d+))?/),
        let value = Double(match.output.0)
      else { continue }
      let power = match.output.2.flatMap { Double($0) } ?? 0
      return (value, pow(10, power - Double(match.output.1?.count ?? 0)))
    }
    return nil
  }

  private func expect(
    _ places: [Place], in lines: [String], _ read: (String) -> Double?, _ what: String
  ) throws {
    for place in places {
      let shown = try #require(
        number(after: place.label, in: lines),
        "\(what): \(place.label) in\n\(lines.joined(separator: "\n"))")
      let value = try #require(read(place.reading), "\(what): \(place.reading)")
      #expect(
        abs(shown.value - value) <= 0.501 * shown.digit,
        "\(what), \(place.label): \(value) \(shown)")
    }
  }

  private static let probes = [
    Probe(space: .data, point: SIMD2(0.5, 0.5)), Probe(space: .base, point: SIMD2(-1.2, 0.7)),
  ]

  /// A state, and its readings measured from its model alone.
  private func subject(
    _ settings: Settings, _ probe: Probe, columns: Int = 200, rows: Int = 60
  ) throws -> (state: State, read: (String) -> Double?) {
    var state = try Snapshot.trained(
      State(settings: settings, columns: columns, rows: rows, medium: .rich), steps: 30, threads: 1)
    state.probe = probe
    var known = Measurements()
    known.heldOut = state.snapshot?.heldOut
    known.target = state.target
    let model = try #require(state.model)
    let context = ReadingContext(
      model, try Evaluator(model.settings), probe: probe, known: known)
    return (
      state,
      { name in
        guard let reading = try? Readings.named(name) else { return nil }
        return try? context.value(of: reading)
      }
    )
  }

  private static var settings: [Settings] {
    ["realnvp", "planar", "cnf"].map { flow in
      var settings = smallSettings()
      settings.flow = flow
      if flow != "realnvp" { (settings.layers, settings.hidden) = (nil, nil) }
      return settings
    }
  }

  @Test(arguments: settings, 0..<2)
  func theMainScreenShowsReadings(settings: Settings, which: Int) throws {
    var (state, read) = try subject(settings, Self.probes[which])
    try expect(
      [Place(label: "KL", reading: "kl"), Place(label: "step", reading: "step")],
      in: [App(state).render().line(0)], read, "header of \(settings.flow)")
    state.focus = .ledger
    state.zoomed = true
    try expect(
      [
        Place(label: "log p_z(z) ", reading: "probe.logpz"),
        Place(label: "log|det dx/dz| ", reading: "probe.logdet"),
        Place(label: "log p(x) ", reading: "probe.logpx"),
        Place(label: "finite differences", reading: "probe.logdet.differences"),
      ], in: facts(App(state).render().lines), read, "ledger of \(settings.flow)")
    state.focus = .checks
    try expect(
      [
        Place(label: "parameters", reading: "parameters"), Place(label: "NLL", reading: "nll"),
        Place(label: "±", reading: "nll.error"), Place(label: "entropy", reading: "entropy"),
      ], in: Array(App(state).render().lines.dropFirst()), read, "checks of \(settings.flow)")
  }

  /// Without the titles and the formula in words.
  private func facts(_ lines: [String]) -> [String] {
    lines.dropFirst().filter { !$0.contains("= log p_z") && !$0.contains("─") }
  }

  @Test(arguments: settings, 0..<2)
  func theProbeAndTheMassShowReadings(settings: Settings, which: Int) throws {
    var (state, read) = try subject(settings, Self.probes[which])
    state.view = ProbeView.name
    try expect(
      [
        Place(label: "÷", reading: "probe.area"),
        Place(label: "σ₁ ", reading: "probe.stretch.most"),
        Place(label: "σ₂ ", reading: "probe.stretch.least"),
        Place(label: "log p_z(z) ", reading: "probe.logpz"),
        Place(label: "log p(x) ", reading: "probe.logpx"),
      ], in: facts(App(state).render().lines), read, "probe of \(settings.flow)")
    // The box of side 1, with as fine an outline.
    state.view = MassView.name
    state.setForm(1, of: MassView.name)
    let scene = try massScene(of: state)
    for reading in ["mass.z", "mass.area.z", "mass.x", "mass.area.x", "mass.samples.x"] {
      let value = try #require(read(reading))
      #expect(abs(scene.number(reading) - value) < 2e-3 * value + 1e-3, "\(reading) \(value)")
    }
    let lines = App(state).render().lines
    try expect(
      [
        Place(label: "mass, ∫ density", reading: "mass.z"),
        Place(label: "mass, samples", reading: "mass.samples.z"),
      ], in: lines, { scene.number($0) }, "mass of \(settings.flow)")
  }

  private func massScene(of state: State) throws -> MassScene {
    let model = try #require(state.model)
    var memory = MassMemory()
    return memory.scene(
      ViewSubject(
        state: state, evaluator: try Evaluator(model.settings), model: model,
        key: ModelKey(settings: model.settings, step: model.step), densityMaximum: 0.3,
        body: try #require(state.layout.body)))
  }

  @Test(arguments: settings)
  func theInvariantsShowReadings(settings: Settings) throws {
    var (state, read) = try subject(settings, Self.probes[0])
    state.view = InvariantsView.name
    try expect(
      [
        Place(label: "∫p(x) dx", reading: "invariants.mass"),
        Place(label: "x → z → x, farthest", reading: "invariants.roundTrip"),
        Place(label: "z → x → z, farthest", reading: "invariants.roundTrip.z"),
        Place(label: "there and back, sum", reading: "invariants.logdet.sum"),
        Place(label: "differences, median", reading: "invariants.logdet"),
        Place(label: "places", reading: "invariants.folds"),
        Place(label: "least det dx/dz on the grid", reading: "invariants.det.least"),
        Place(label: "greatest det dx/dz on the grid", reading: "invariants.det.greatest"),
        Place(label: "stretch of f on the grid", reading: "invariants.stretch"),
        Place(label: "stretch of f⁻¹ on the grid", reading: "invariants.stretch.inverse"),
      ], in: App(state).render().lines, read, "invariants of \(settings.flow)")
  }

  @Test func anEffectAsksForAMeasurementAndAnEventBringsIt() throws {
    var state = try trainedState()
    let probe = state.probe
    let effects = update(&state, .key("x"))
    #expect(effects == [.measure(.ledger, for: .swapProbe(probe))] && state.probe == probe)
    let model = try #require(state.model)
    let context = ReadingContext(
      model, try Evaluator(model.settings), probe: probe, known: state.measurements())
    context.measure(.ledger)
    let ledger = try #require(context.measurements.ledger)
    // A measurement that comes when the probe is elsewhere moves nothing.
    var moved = state
    moved.probe.point.x += 1
    let elsewhere = moved.probe
    _ = update(&moved, .measured(context.measurements, for: .swapProbe(probe)))
    #expect(moved.probe == elsewhere)
    _ = update(&state, .measured(context.measurements, for: .swapProbe(probe)))
    #expect(state.probe == Probe(space: .base, point: ledger.z))
    // One that could not be made, neither.
    let placed = state.probe
    _ = update(&state, .measured(Measurements(), for: .swapProbe(placed)))
    #expect(state.probe == placed)
  }

  @Test func theProgramAnswersItsOwnMeasurements() throws {
    var app = App(try trainedState())
    #expect(app.handle(.key("x")).isEmpty)
    #expect(app.state.probe.space == .base)
    var early = App(State(columns: 80, rows: 24, medium: .rich))
    let probe = early.state.probe
    #expect(early.handle(.key("x")).isEmpty && early.state.probe == probe)
  }
}
