import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// No combination of flow, kind of target and view is left out by chance.
@Suite struct EveryFlowTests {
  @Test(arguments: FlowFamily.all.map(\.name), ["moons", "u1"])
  func everyViewOfEveryFlowDraws(flow: String, target: String) throws {
    var settings = smallSettings()
    settings.flow = flow
    settings.target = target
    var state = State(settings: settings, columns: 80, rows: 24, medium: .rich)
    // Who cannot learn an energy says so instead of training.
    if try Targets.named(target) is any EnergyTarget, try !FlowFamily.named(flow).canLearnEnergies {
      #expect(throws: FlowError.self) { try Snapshot.trained(state, steps: 2, threads: 1) }
      return
    }
    state = try Snapshot.trained(state, steps: 2, threads: 1)
    let gallery = Gallery()
    for view in ViewName.allCases {
      state.view = view
      let canvas = gallery.draw(state)
      #expect(canvas.columns == 80 && canvas.rows == 24)
      if target == "moons" { #expect(canvas.brokenBorders == [], "\(view.rawValue)") }
      guard view == .main else { continue }
      for name in gallery.ledgerNames(state) {
        for width in 4...14 {
          let short = Waterfall.short(name, to: width)
          #expect(short.count <= width && (short == name || short.contains("…")))
        }
      }
    }
  }
}

@Suite(.briefRates) struct FarProbeTests {
  /// A lesson sends the probe far out, and from there every view can be opened.
  @Test(arguments: [SIMD2(40.0, 40), SIMD2(-900, 3)])
  func everyViewDrawsWhereverTheProbeIs(point: SIMD2<Double>) throws {
    var state = try trainedState(columns: 120, rows: 36)
    let gallery = Gallery()
    for space in [Probe.Space.data, .base] {
      state.probe = Probe(space: space, point: point)
      for view in ViewName.allCases {
        state.view = view
        for form in 0..<Views.named(view).forms {
          state.viewMemos[formOf: view] = form
          #expect(gallery.draw(state).columns == 120)
        }
      }
    }
  }
}

extension Canvas {
  /// The rows in which something is written over the border of a pane: between two cells of a border stands
  /// none.
  fileprivate var brokenBorders: [String] {
    let sides = Set("│┃".unicodeScalars)
    let borders = sides.union("┌┐└┘┏┓┗┛├┤┣┫╭╮╰╯┼".unicodeScalars)
    return (1..<rows - 1).filter { row in
      (0..<columns).contains { column in
        // Names and words have a letter there; a curve or an axis may end at a border.
        sides.contains(self[column, row - 1].glyph) && sides.contains(self[column, row + 1].glyph)
          && !borders.contains(self[column, row].glyph)
          && self[column, row].glyph.properties.isAlphabetic
      }
    }.map { self.lines[$0] }
  }
}
