import Flows
import Learning
import Testing

@testable import Visualizer

/// Maps at the edge of what is a map: every view draws them, and says in words what is no number.
@Suite(.briefRates) struct SingularTests {
  struct Turned: Sendable, CustomTestStringConvertible {
    var flow: String
    var values: [HandKnob: Double]
    var testDescription: String { "\(flow) \(values.map { "\($0.key) \($0.value)" })" }
  }

  static let singular = [
    Turned(flow: "affine", values: [.stretch: 0]), Turned(flow: "affine", values: [.stretch2: 0]),
    Turned(flow: "affine", values: [.stretch: 1e-9]),
    Turned(flow: "affine", values: [.stretch: 0, .stretch2: 0, .turn: 30, .shear: 2]),
  ]
  /// Maps that have an inverse and hardly any room for it, and maps that fold.
  static let extreme = [
    Turned(flow: "affine", values: [.stretch: 1e-5]),
    Turned(flow: "affine", values: [.stretch: 10, .stretch2: -10, .shift: 10]),
    Turned(flow: "bent", values: [.bend: -1]), Turned(flow: "bent", values: [.bend: -10]),
    Turned(flow: "residual-block", values: [.lipschitz: 1]),
    Turned(flow: "residual-block", values: [.lipschitz: 5]),
  ]

  private func state(_ turned: Turned, columns: Int, rows: Int) throws -> State {
    var settings = Settings()
    settings.flow = turned.flow
    for (knob, value) in turned.values { settings.hand[knob] = value }
    return try Snapshot.trained(
      State(settings: settings, columns: columns, rows: rows, medium: .rich), steps: 0)
  }

  private func screens(_ state: State) -> [(name: String, text: String)] {
    let gallery = Gallery()
    var screens: [(name: String, text: String)] = []
    for view in ViewName.allCases {
      for form in 0..<view.forms {
        for space in [Probe.Space.base, .data] {
          var state = state
          state.view = view
          state.setForm(form, of: view)
          state.probe = Probe(space: space, point: SIMD2(0.5, 0.25))
          screens.append(
            ("\(view) \(form + 1) \(space)", gallery.draw(state).plainText()))
        }
      }
    }
    return screens
  }

  @Test(arguments: singular) func aSingularMapIsCalledThatInEveryView(turned: Turned) throws {
    let state = try state(turned, columns: 120, rows: 36)
    #expect(state.isSingular)
    for (name, text) in screens(state) {
      #expect(text.contains("singular") || text.contains("has no"), "\(name):\n\(text)")
      #expect(!text.contains("NaN") && !text.contains("−∞"), "\(name):\n\(text)")
    }
  }

  @Test(arguments: singular) func theMainScreenSaysItAtEverySize(turned: Turned) throws {
    for (columns, rows) in [(200, 60), (150, 42), (80, 24), (60, 18)] {
      let state = try state(turned, columns: columns, rows: rows)
      let text = Gallery().draw(state).plainText()
      #expect(text.contains("singular"), "\(text)")
      #expect(!text.contains("NaN") && !text.contains("−∞"), "\(text)")
    }
  }

  @Test(arguments: extreme) func everyViewDrawsAnExtremeMap(turned: Turned) throws {
    let state = try state(turned, columns: 100, rows: 30)
    #expect(!state.isSingular)
    for (_, text) in screens(state) { #expect(!text.isEmpty) }
  }
}
