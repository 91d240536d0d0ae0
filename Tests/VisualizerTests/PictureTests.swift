import Canvas
import Testing

@testable import Flows
@testable import Learning
@testable import Visualizer

@Suite struct PictureTests {
  @Test func anUntrainedFlowShowsTheBaseDensity() throws {
    // Couplings begin as the identity, so the model's density is the base's: a round hill.
    // The probe's four arms leave what it probes in sight.
    var state = try trainedState(columns: 30, rows: 12, medium: .plain, steps: 0)
    state.picture = .density
    #expect(
      App(state).render().lines.dropFirst().map(trimmed) == [
        "+ + x . data space = z > f ==+",
        "|                            |",
        "|          ...::...          |",
        "|         .:-=++|-:.         |",
        "|        .:=*%@-%-=:.        |",
        "|        .:=*%@@|*=:.        |",
        "|         .:-=++=-:.         |",
        "|          ...::...          |",
        "|                            |",
        "+ closed form ===============+",
        " space run   ? help   q quit",
      ])
  }

  /// Nothing is interpolated: a picture of a running model is that of the model at rest.
  @Test(arguments: FlowFamily.all.map(\.name)) func aRunningPictureIsThatOfTheSameModelPaused(
    flow: String
  ) throws {
    var settings = smallSettings()
    settings.flow = flow
    settings.layers = flow == "cnf" || flow == "flow-matching" ? nil : settings.layers
    var state = try Snapshot.trained(
      State(settings: settings, columns: 80, rows: 24, medium: .rich), steps: 30, threads: 1)
    for view in [ViewName.main, "difference", "probe", "1-D"] where ViewName.allCases.contains(view)
    {
      state.view = view
      state.running = false
      let paused = Observatory().scene(for: state)
      state.running = true
      let running = Observatory().scene(for: state)
      #expect(paused.plane?.density == running.plane?.density)
      #expect(paused.plane?.logDet == running.plane?.logDet)
    }
  }

  /// - Parameter terms: each layer's log|det dx_k/dz_k|, from z to x.
  private func ledger(_ terms: [Double]) -> Ledger {
    let sum = 0 - terms.reduce(0, +)
    return Ledger(
      x: SIMD2(0.5, -0.25), z: SIMD2(-1, 2), logBase: -4,
      rows: terms.enumerated().reversed().map {
        .init(name: "layer \($0.offset + 1)", logDet: 0 - $0.element)
      },
      logDet: sum, logDensity: sum - 4, jacobian: Matrix2(a: 1, b: 0, c: 0, d: 1),
      finiteDifferenceLogDet: sum,
      oneSidedLogDets: 0...0)
  }

  private func waterfall(_ terms: [Double], _ medium: Medium, rows: Int) -> [String] {
    let state = State(columns: 40, rows: rows, medium: medium)
    var canvas = Canvas(columns: 40, rows: rows)
    Waterfall(ledger(terms), state).draw(in: canvas.bounds, on: &canvas)
    return canvas.adapted(to: medium.glyphs).lines
  }

  @Test func barsOfTheWaterfallBeginWhereTheLastOneEnded() {
    #expect(
      waterfall([0.5, 0.25, -1], .plain, rows: 5) == [
        "layer   -1          0          +1   nats",
        "layer 1             +++++++       +0.500",
        "layer 2             |     ++++    +0.250",
        "layer 3          -------------    -1.000",
        "S                ----             -0.250",
      ])
  }

  @Test func withRoomTheBarsAreJoinedByAThread() {
    #expect(
      waterfall([0.5, 0.25, -1], .rich, rows: 9).map(trimmed) == [
        "layer   −1          0          +1   nats",
        "layer 1             ▌█████▊       +0.500",
        "                    │     │",
        "layer 2             │     ▊██▉    +0.250",
        "                    │        │",
        "layer 3          ▍███████████▉    −1.000",
        "                 │  │",
        "Σ                ▍██▌             −0.250",
        "",
      ])
  }

  @Test func aSolversStepsShareLinesInEqualGroups() {
    let state = State(columns: 40, rows: 24, medium: .plain)
    var solved = ledger([0.5])
    solved.isSolved = true
    solved.steps = (0..<6).map { index in
      var row = solved.rows[0]
      (row.name, row.logDet) = ("t \(6 - index)", -0.1 * Double(index))
      return row
    }
    var canvas = Canvas(columns: 40, rows: 5)
    Waterfall(solved, state).draw(in: canvas.bounds, on: &canvas)
    let lines = canvas.lines
    // Two steps to a line, named by where it begins.
    #expect(lines[1].hasPrefix("t 1 ") && lines[1].hasSuffix("+0.900"))
    #expect(lines[2].hasPrefix("t 3 ") && lines[2].hasSuffix("+0.500"))
    #expect(lines[3].hasPrefix("t 5 ") && lines[3].hasSuffix("+0.100"))
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  @Test func theStripNeverCutsANumber() {
    for columns in 40...140 {
      var canvas = Canvas(columns: columns, rows: 3)
      let state = State(columns: columns, rows: 24, medium: .rich)
      drawLedgerStrip(
        ledger([0.125, -11.5, 3, 0, 0, 0.25, 0.5, -0.125]), state, in: canvas.bounds, on: &canvas)
      #expect(!canvas.lines.joined().contains("…"), "\(columns): \(canvas.lines)")
    }
  }
}
