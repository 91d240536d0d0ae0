import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

@Suite struct PaintTests {
  private func painting(_ columns: Int = 80, _ rows: Int = 24) -> State {
    var state = State(settings: smallSettings(), columns: columns, rows: rows, medium: .rich)
    _ = update(&state, .key("p"))
    return state
  }

  @Test func aDotIsTrainedOnAtOnce() throws {
    var state = painting()
    let effects = update(&state, .key(" "))
    #expect(state.settings.targetChoice.painting?.count == 1)
    #expect(effects == [.train(.restart(state.settings))])
    #expect(try #require(state.target as? PaintedTarget).dots.count == 1)
  }

  @Test func trainingGoesOnFromTheParametersThatThereAre() throws {
    var state = try trainedState(columns: 120, rows: 36)
    _ = update(&state, .key("p"))
    let effects = update(&state, .key(" "))
    let target = state.settings.targetChoice
    #expect(effects == [.train(.change(.target(target))), .train(.run)])
    #expect(state.message?.contains("goes on from moons to your dots") == true)
    #expect(state.shareLine.contains("--earlier-targets 20:moons"))
    // From the start again, it is the painting alone.
    #expect(update(&state, .key("r")) == [.train(.restart(state.settings))])
    #expect(state.settings.changes.isEmpty && state.settings.targetChoice == target)
  }

  @Test func theLossesAreTheSameWhenThePaintingIsKnownFromTheStart() throws {
    func target(_ count: Int) throws -> TargetChoice {
      let dots = (0..<count).map { SIMD2(Double($0) / 2, 0) }
      return .painted(try #require(PaintedDots(dots: dots, deviation: 0.25)))
    }
    let live = TrainingSession(smallSettings(), threads: 1)
    for (count, steps) in [(1, 17), (2, 3), (3, 12)] {
      for _ in 0..<steps { #expect(live.advance()) }
      live.change(.target(try target(count)))
    }
    for _ in 0..<40 { #expect(live.advance()) }
    let straight = TrainingSession(live.settings, threads: 1)
    for _ in 0..<72 { #expect(straight.advance()) }
    #expect(live.history.heldOut == straight.history.heldOut)
    #expect(live.history.training == straight.history.training)
  }

  @Test func anEnergyCannotTurnIntoAPainting() throws {
    var settings = smallSettings()
    settings.target = "u1"
    var state = try Snapshot.trained(
      State(settings: settings, columns: 80, rows: 24, medium: .rich), steps: 3, threads: 1)
    _ = update(&state, .key("p"))
    let effects = update(&state, .key(" "))
    #expect(effects.first == .train(.restart(state.settings)))
    #expect(state.message?.hasPrefix("a new start") == true)
  }

  @Test func theMousePaintsWhereItIsDragged() throws {
    var state = painting(120, 36)
    let frame = try #require(state.layout.slots.first { $0.pane == .target }).frame
    _ = update(&state, .click(column: frame.column + 8, row: frame.row + 5))
    for offset in 1...6 {
      _ = update(&state, .drag(column: frame.column + 8 + offset, row: frame.row + 5))
    }
    #expect(state.painting?.dots.count == 7)
    let viewport = TargetPane.viewport(in: frame, state)
    let place = try #require(viewport)
    let first = try #require(state.painting?.dots.first)
    let cell = try #require(place.cell(SIMD2<Float>(first)))
    #expect(cell == (frame.column + 8, frame.row + 5))
  }

  /// A mouse that is known by its pixels draws along its way, however slowly: half a brush between dots.
  @Test func aStrokeInPixelsFollowsTheHandWithDotsAtEqualDistances() throws {
    var state = painting(120, 36)
    state.painting?.deviation = 0.125
    let frame = try #require(state.layout.slots.first { $0.pane == .target }).frame
    let (column, row) = (frame.column + 8, frame.row + 5)
    _ = update(&state, .click(column: column, row: row, within: SIMD2(0.1, 0.1)))
    for step in 1...120 {
      let way = Float(step) / 20 + 0.1
      _ = update(
        &state,
        .drag(
          column: column + Int(way), row: row,
          within: SIMD2(way.truncatingRemainder(dividingBy: 1), 0.1)))
    }
    let painting = try #require(state.painting)
    let viewport = try #require(TargetPane.viewport(in: frame, state))
    // Six cells in steps of a sixteenth.
    let length = 6 * Double(viewport.halfBlock)
    #expect(abs(painting.dots.count - 1 - Int(length / 0.0625)) <= 1)
    for (dot, next) in zip(painting.dots, painting.dots.dropFirst()) {
      #expect(abs(next.x - dot.x - 0.0625) < 1e-6 && next.y == dot.y)
    }
    // The brush is where the hand is, and follows it without a button.
    #expect(abs(painting.brush.x - painting.dots[0].x - length) < 1e-5)
    _ = update(&state, .hover(column: column, row: row, within: SIMD2(0.1, 0.1)))
    #expect(abs((state.painting?.brush.x ?? 9) - painting.dots[0].x) < 1e-6)
    #expect(state.painting?.dots == painting.dots)
  }

  @Test func theMouseInPixelsPlacesTheProbeWithinACell() throws {
    var state = State(settings: smallSettings(), columns: 120, rows: 36, medium: .rich)
    let frame = try #require(state.layout.slots.first { $0.pane == .target }).frame
    var places: [SIMD2<Double>] = []
    for x in [Float(0.1), 0.5, 0.9] {
      _ = update(
        &state, .click(column: frame.column + 8, row: frame.row + 5, within: SIMD2(x, 1 - x)))
      places.append(state.probe.point)
    }
    #expect(places[0].x < places[1].x && places[1].x < places[2].x)
    #expect(places[0].y < places[1].y && places[1].y < places[2].y)
    _ = update(&state, .click(column: frame.column + 8, row: frame.row + 5))
    #expect(state.probe.point == places[1])
  }

  @Test func aQuickStrokeHasNoGaps() throws {
    var state = painting(120, 36)
    let frame = try #require(state.layout.slots.first { $0.pane == .target }).frame
    _ = update(&state, .click(column: frame.column + 6, row: frame.row + 8))
    let effects = update(&state, .drag(column: frame.column + 26, row: frame.row + 8))
    #expect(effects.contains(.train(.restart(state.settings))))
    let dots = try #require(state.painting).dots
    #expect(dots.count > 15)
    for (dot, next) in zip(dots, dots.dropFirst()) { #expect(next.x - dot.x < 0.3) }
  }

  @Test func dotsAreTakenBackAndWiped() {
    var state = painting()
    for _ in 0..<3 {
      _ = update(&state, .key(" "))
      _ = update(&state, .key(.right))
    }
    #expect(state.painting?.dots.count == 3)
    _ = update(&state, .key("u"))
    #expect(state.painting?.dots.count == 2)
    _ = update(&state, .key("X"))
    #expect(state.painting?.dots.isEmpty == true)
    #expect(App(state).render().lines.contains { $0.contains("drag, or arrows and space") })
  }

  @Test func thePaintingIsSavedAsCSV() throws {
    var state = painting()
    _ = update(&state, .key("w"))
    #expect(state.message?.contains("nothing painted") == true)
    _ = update(&state, .key(" "))
    let effects = update(&state, .key("w"))
    #expect(effects == [.write(name: "painted.csv", text: "x1,x2\n0.0,0.0\n")])
    _ = update(&state, .notice("saved as painted.csv"))
    #expect(App(state).render().lines.contains { $0.contains("saved as painted.csv") })
  }

  @Test(arguments: [(80, 24), (120, 36), (200, 60)])
  func anEmptyPaintingHasNoEntropyAndAPaintedOneItsOwn(columns: Int, rows: Int) throws {
    var state = try trainedState(columns: columns, rows: rows, steps: 1)
    _ = update(&state, .key("p"))
    let frame = try #require(state.layout.slots.first { $0.pane == .target }).frame
    func pane(_ state: State) -> String {
      App(state).render().cropped(to: frame).plainText()
    }
    #expect(!pane(state).contains("entropy") && pane(state).contains("nothing painted yet"))
    _ = update(&state, .key(" "))
    let entropy = try #require(state.target?.entropy)
    #expect(pane(state).contains("entropy \(entropy.text(3))"))
  }

  @Test func theSharedCommandHoldsThePainting() throws {
    var state = painting()
    for _ in 0..<4 {
      _ = update(&state, .key(" "))
      _ = update(&state, .key(.up))
    }
    let again = try Targets.named(state.settings.target)
    #expect(again.name == state.settings.target)
    #expect(state.shareLine.contains(state.settings.target))
    #expect(App(state).render().line(0).contains("your painting"))
  }

  @Test func otherKeysDoWhatTheyAlwaysDo() {
    var state = painting()
    _ = update(&state, .key("g"))
    #expect(state.layers.contains(.grid))
    _ = update(&state, .key(.escape))
    #expect(state.painting == nil)
    #expect(update(&state, .key(" ")) == [.train(.pause)])
  }
}
