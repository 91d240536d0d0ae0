import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The screen knows one quantity, log|det dx/dz|, with one sign.
@Suite struct SignTests {
  private static let sizes = [(80, 24), (120, 36), (200, 60)]

  private func state(_ flow: String, _ size: (Int, Int)) throws -> State {
    var settings = smallSettings()
    settings.flow = flow
    if flow != "realnvp" { (settings.layers, settings.hidden) = (nil, nil) }
    return try Snapshot.trained(
      State(settings: settings, columns: size.0, rows: size.1, medium: .rich), steps: 20, threads: 1
    )
  }

  /// All screens of a state: panes with each focus, views with each form, grids both ways, messages.
  private func screens(_ state: State, _ gallery: Gallery) -> [(name: String, text: String)] {
    var screens: [(String, String)] = []
    for view in ViewName.allCases {
      for form in 0..<view.forms {
        var state = state
        state.view = view
        state.setForm(form, of: view)
        screens.append(("\(view) \(form)", gallery.draw(state).plainText()))
      }
    }
    for zoomed in [false, true] {
      for pane in Pane.allCases {
        var state = state
        (state.focus, state.zoomed) = (pane, zoomed)
        for _ in 0..<3 {
          _ = update(&state, .key("g"))
          screens.append(("\(pane), \(state.message ?? "")", gallery.draw(state).plainText()))
        }
      }
    }
    return screens
  }

  @Test(arguments: ["realnvp", "planar", "resflow", "cnf"])
  func noScreenHasAnotherNotation(flow: String) throws {
    var state = try state(flow, Self.sizes[0])
    let gallery = Gallery()
    // Most lines stand on many screens.
    var seen: Set<Substring> = []
    for size in Self.sizes {
      (state.columns, state.rows) = size
      for screen in screens(state, gallery) {
        for line in screen.text.split(separator: "\n") where seen.insert(line).inserted {
          for wrong in [
            "df/dz", "df⁻¹", "log|det J|", "−log|det", "Σ log|det| ", "+ Σ", "+ log|det",
          ] {
            #expect(!line.contains(wrong), "\(flow), \(screen.name), \(size): \(wrong)\n\(line)")
          }
        }
      }
    }
  }

  /// The layers' terms stand in the order z → x, with the sign of the readings.
  @Test(arguments: ["realnvp", "planar", "cnf", "resflow"])
  func theLedgersTermsAreTheReadings(flow: String) throws {
    let state = try state(flow, (200, 60))
    let model = try #require(state.model)
    var ledger = try Evaluator(model.settings).ledger(at: state.probe, of: model)
    let terms = ledger.layerTerms
    for (index, term) in terms.enumerated() {
      let reading = try #require(try? Readings.named("probe.logdet.layer.\(index + 1)"))
      var known = Measurements()
      known.ledger = ledger
      let context = ReadingContext(
        model, try Evaluator(model.settings), probe: state.probe, known: known)
      #expect(try context.value(of: reading) == term.logDet)
    }
    let sum = ledger.number("probe.logdet")
    #expect(abs(terms.reduce(0) { $0 + $1.logDet } - sum) < 1e-9)
    #expect(abs(ledger.number("probe.logpz") - sum - ledger.number("probe.logpx")) < 1e-9)
    // An expansion is a bar to the right in the colour of expansion.
    ledger.rows = ledger.rows.prefix(1).map {
      var row = $0
      row.logDet = -0.75
      return row
    }
    (ledger.steps, ledger.logDet) = ([], -0.75)
    var canvas = Canvas(columns: 60, rows: 6)
    Waterfall(ledger, state).draw(in: canvas.bounds, on: &canvas)
    let expands = DivergingMap(limit: 1, medium: state.medium).style(for: 1)
    let bars = (0..<canvas.columns).filter { canvas[$0, 1].style.foreground == expands.foreground }
    #expect(!bars.isEmpty && canvas.line(1).contains("+0.750"))
    let zero = try #require((0..<canvas.columns).first { canvas[$0, 0].glyph == "0" })
    #expect(bars.allSatisfy { $0 >= zero })
  }

  /// A grid carried back has the colours of a grid carried forward.
  @Test func aGridCarriedBackHasTheSameQuantity() throws {
    var state = try state("realnvp", (120, 36))
    (state.layers, state.gridWay) = ([.grid], .back)
    let model = try #require(state.model)
    let evaluator = try Evaluator(model.settings)
    let lines = Observatory().scene(for: state).pulledGrid
    for line in lines {
      for (point, value) in zip(line.points, line.logDet) where point.x.isFinite && value.isFinite {
        let forward = evaluator.forward([point], of: model).logDet[0]
        #expect(abs(forward - value) < 1e-2)
      }
    }
    #expect(!lines.isEmpty)
  }

  /// z, then x, with their directions on the same side in the panes and in the probe view.
  @Test(arguments: sizes) func directionsStandAtTheSameSpaceEverywhere(columns: Int, rows: Int)
    throws
  {
    var state = try state("realnvp", (columns, rows))
    for view in [ViewName.main, ProbeView.name] {
      state.view = view
      let line = App(state).render().line(1)
      let marks = ["z · base", "f⁻¹ ◀ x", "x · ", "z ▶ f"].map { line.range(of: $0)?.lowerBound }
      let places = marks.compactMap { $0 }
      #expect(places.count == marks.count && places == places.sorted(), "\(view): \(line)")
    }
  }

  @Test func theFormulaIsWrittenAsItIsComputed() throws {
    let state = try state("realnvp", (80, 24))
    let text = App(state).render().lines.joined(separator: "\n")
    let pattern =
      /log p\(x\) = log p_z\(z\) − Σ log\|det dx_k\/dz_k\| = (−?[\d.]+) − \(([+−]?[\d.]+)\) ([=≈]) (−?[\d.]+)/
    let match = try #require(text.firstMatch(of: pattern), "\(text)")
    func number(_ text: Substring) throws -> Double {
      try #require(Double(text.replacing("−", with: "-")))
    }
    let left = try number(match.output.1) - number(match.output.2)
    let gap = abs(left - (try number(match.output.4)))
    #expect(match.output.3 == "=" ? gap < 1e-9 : gap > 0.5e-3 && gap < 2.1e-3)
  }

  @Test func aSumSaysWhetherItsRoundedTermsAddUp() {
    #expect(sumSign([0.1, 0.2], to: 0.3, decimals: 3) == "=")
    #expect(sumSign([0.0004, 0.0004], to: 0.0008, decimals: 3) == "≈")
    #expect(sumSign([-0.0005, 0.0005], to: 0, decimals: 3) == "=")
    #expect(sumSign([.nan], to: .nan, decimals: 3) == "≈")
  }

  @Test func threeDigitsAreSignificant() {
    let texts: [(Double, String)] = [
      (17.304, "17.3"), (0.17341, "0.173"), (2.314, "2.31"), (0.05234, "0.0523"),
      (0.001234, "0.00123"), (9.996, "10.0"), (99.96, "100"), (1240, "1,240"), (-2.5, "−2.50"),
      (0, "0"), (0.0004, "4e−4"), (1_234_567, "1.23e6"), (.infinity, "∞"),
    ]
    for (value, text) in texts { #expect(value.significant == text, "\(value)") }
  }

  /// Every mark has its name on screen.
  @Test(arguments: sizes) func marksAreNamed(columns: Int, rows: Int) throws {
    var state = try state("realnvp", (columns, rows))
    for picture in Picture.allCases {
      for samples in [false, true] {
        state.picture = picture
        state.layers = samples ? [.samples] : []
        let text = App(state).render().lines.joined(separator: "\n")
        #expect(text.contains("· data carried to z"), "\(text)")
        #expect(text.contains("log|det dx/dz| −2") == (picture != .density), "\(picture)\n\(text)")
        #expect(text.contains("· samples of the model") == samples, "\(text)")
        if picture != .density, !samples { #expect(text.contains("board of z")) }
      }
    }
  }
}
