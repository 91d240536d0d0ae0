import Canvas
import Flows
import Foundation

/// The invariants view: what must hold of every flow, measured on the running model.
struct InvariantsScene: LensScene {
  /// ∫p(x) dx over a window of twice the picture's area and more.
  var mass: Double
  /// Greatest |f(f⁻¹(x)) − x| over data points, and |f⁻¹(f(z)) − z| over base points.
  var dataRoundTrip: Double
  var baseRoundTrip: Double
  /// Greatest sum of the log-determinants there and back, in nats.
  var logDetGap: Double
  /// Greatest distance between the log-determinant and finite differences, in nats.
  var differenceGap: Double
  /// det dx/dz over the grid.
  var leastDet: Double
  var greatestDet: Double
  /// Points of the lattice at which the map turns over or is not a number.
  var folds: Int
  var latticeCount: Int
  /// Greatest stretch over the lattice: of f and of f⁻¹.
  var forwardStretch: Double
  var inverseStretch: Double
  var bound: (forward: Double, inverse: Double)?
  /// Turns of the iterative layers, at most.
  var turns: Int
  /// Points per second.
  var densityRate: Double
  var sampleRate: Double
}

/// What the invariants view remembers.
struct InvariantsMemory {
  /// Throughput depends on the architecture alone; it is measured once, not with every step.
  private struct Rates {
    var density: Double
    var samples: Double
  }
  private var scene = Memo<ModelKey, InvariantsScene>()
  private var rates = Memo<Settings, Rates>()
  private static let batch = 4096

  mutating func scene(_ subject: LensSubject) -> InvariantsScene? {
    guard let target = subject.state.target else { return nil }
    let (evaluator, model) = (subject.evaluator, subject.model)
    let rates = rates.value(for: model.settings) {
      let z = evaluator.sampleBase(count: InvariantsMemory.batch, seed: 3, of: model)
      let x = evaluator.forward(z, of: model).x
      return Rates(
        density: InvariantsMemory.rate { _ = evaluator.inverse(x, of: model) },
        samples: InvariantsMemory.rate { _ = evaluator.forward(z, of: model) })
    }
    return scene.value(for: subject.key) {
      InvariantsMemory.measure(
        evaluator, model, target, extent: subject.state.baseExtent,
        fine: !subject.state.running, rates: (rates.density, rates.samples))
    }
  }

  /// Points per second, the better of two runs.
  private static func rate(_ run: () -> Void) -> Double {
    let clock = ContinuousClock()
    let times = (0..<2).map { _ in
      let time = clock.measure(run).components
      return Double(time.seconds) + Double(time.attoseconds) * 1e-18
    }
    return Double(batch) / max(times.min() ?? 1, 1e-9)
  }

  private static func measure(
    _ evaluator: Evaluator, _ model: Model, _ target: any Target, extent: Double, fine: Bool,
    rates: (Double, Double)
  ) -> InvariantsScene {
    let window = Viewport(
      rect: Rect(columns: fine ? 180 : 80, rows: fine ? 90 : 40), extent: Float(1.5 * target.extent))
    let density = evaluator.inverse(window.pixelCenters(), of: model).logDensity
    let mass = density.reduce(0) { $0 + Double(exp($1)) } * Double(window.pixelArea)

    let data = Observatory.draw(target, seed: model.settings.seed, count: 512)
    let back = evaluator.inverse(data, of: model)
    let forth = evaluator.forward(back.z, of: model)
    let z = evaluator.sampleBase(count: 512, seed: 11, of: model)
    let x = evaluator.forward(z, of: model)
    let turns = evaluator.forwardTurns
    func greatest(_ a: [SIMD2<Float>], _ b: [SIMD2<Float>]) -> Double {
      zip(a, b).reduce(0) { worst, pair in
        let gap = SIMD2<Double>(pair.0 - pair.1)
        let length = (gap * gap).sum().squareRoot()
        return length.isNaN ? .nan : max(worst, length)
      }
    }
    let ledgers = evaluator.ledgers(at: data.prefix(32).map { SIMD2<Double>($0) }, of: model)

    let reach = Float(min(extent, 3))
    let ticks = (0...24).map { reach * (2 * Float($0) / 24 - 1) }
    let lattice = ticks.flatMap { y in ticks.map { SIMD2($0, y) } }
    let images = evaluator.forward(lattice, of: model)
    let jacobians = evaluator.jacobians(at: images.x, of: model)
    let negative = jacobians.count { $0.determinant < 0 } > jacobians.count / 2
    let folds = zip(jacobians, images.logDet).count { jacobian, logDet in
      let determinant = jacobian.determinant
      return !logDet.isFinite || !determinant.isFinite
        || (negative ? determinant >= 0 : determinant <= 0)
    }
    let axes = jacobians.map { jacobian in
      LinearMap(
        a: Double(jacobian.first.x), b: Double(jacobian.first.y), c: Double(jacobian.second.x),
        d: Double(jacobian.second.y)
      ).axes.map(\.factor)
    }
    let dets = images.logDet.filter(\.isFinite).map { exp(Double($0)) }
    return InvariantsScene(
      mass: mass, dataRoundTrip: greatest(data, forth.x),
      baseRoundTrip: greatest(z, evaluator.inverse(x.x, of: model).z),
      logDetGap: zip(back.logDet, forth.logDet).reduce(0) { max($0, Double(abs($1.0 + $1.1))) },
      differenceGap: ledgers.reduce(0) { max($0, abs($1.logDet - $1.finiteDifferenceLogDet)) },
      leastDet: dets.min() ?? .nan, greatestDet: dets.max() ?? .nan, folds: folds,
      latticeCount: lattice.count,
      forwardStretch: axes.reduce(0) { max($0, 1 / max($1[1], 1e-9)) },
      inverseStretch: axes.reduce(0) { max($0, $1[0]) },
      bound: evaluator.architecture.lipschitzBound, turns: turns, densityRate: rates.0,
      sampleRate: rates.1)
  }
}

extension InvariantsScene {
  /// A line of the table: what, how much, what it must be, whether it is.
  private struct Row {
    var name: String
    var short: String
    var value: String
    var must: String
    var holds: Bool?
  }

  private func rows(_ state: State) -> [[Row]] {
    func small(_ value: Double) -> String { NumberText.scientific(value) }
    let exact = [
      Row(
        name: "total mass, ∫p(x) dx", short: "∫p(x) dx", value: mass.text(4), must: "1",
        holds: abs(mass - 1) < 0.01),
      Row(
        name: "round trip x → z → x, farthest", short: "x → z → x", value: small(dataRoundTrip),
        must: "0", holds: dataRoundTrip < 1e-2),
      Row(
        name: "round trip z → x → z, farthest", short: "z → x → z", value: small(baseRoundTrip),
        must: "0", holds: baseRoundTrip < 1e-2),
      Row(
        name: "log|det| there and back, sum", short: "log|det| sum", value: small(logDetGap),
        must: "0", holds: logDetGap < 1e-2),
      Row(
        name: "log|det| against differences", short: "differences", value: small(differenceGap),
        must: "0", holds: differenceGap < 1e-3),
      Row(
        name: "folds, of \(latticeCount) places", short: "folds", value: folds.grouped, must: "0",
        holds: folds == 0),
    ]
    let shape = [
      Row(
        name: "least det dx/dz on the grid", short: "least det", value: NumberText.scientific(leastDet),
        must: "> 0", holds: leastDet > 0),
      Row(
        name: "greatest det dx/dz on the grid", short: "greatest det",
        value: NumberText.scientific(greatestDet), must: "", holds: nil),
      Row(
        name: "greatest stretch of f, z → x", short: "stretch f", value: forwardStretch.text(2),
        must: bound.map { "≤ \(NumberText.compact($0.forward))" } ?? "",
        holds: bound.map { forwardStretch <= $0.forward }),
      Row(
        name: "greatest stretch of f⁻¹, x → z", short: "stretch f⁻¹", value: inverseStretch.text(2),
        must: bound.map { "≤ \(NumberText.compact($0.inverse))" } ?? "",
        holds: bound.map { inverseStretch <= $0.inverse }),
    ]
    let family = state.family
    let cost = [
      Row(
        name: "z → x, sampling", short: "z → x", value: family?.forwardMethod.description ?? "",
        must: "", holds: nil),
      Row(
        name: "x → z, density", short: "x → z", value: family?.inverseMethod.description ?? "",
        must: "", holds: nil),
      Row(
        name: "turns of the iteration, at most", short: "turns", value: turns == 0 ? "none" : "\(turns)",
        must: "", holds: nil),
      Row(
        name: "samples a second, one thread", short: "samples/s",
        value: NumberText.compact(sampleRate), must: "", holds: nil),
      Row(
        name: "densities a second, one thread", short: "densities/s",
        value: NumberText.compact(densityRate), must: "", holds: nil),
    ]
    return [exact, shape, cost]
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let groups = rows(state)
    let titles = ["what must hold", "shape", "cost"]
    let tall = groups.map(\.count).reduce(0, +) + 2 * groups.count
    let airy = body.rows >= 2 * tall
    let stacked = body.rows >= tall && body.columns < 100
    let frames =
      stacked
      ? body.rows([.cells(groups[0].count + 2), .cells(groups[1].count + 2), .share(1)])
      : body.columns >= 100
        ? wideFrames(body, groups.map { $0.count * (airy ? 2 : 1) + 2 })
        : body.rows([.share(groups[0].count + 2), .share(groups[1].count + 2), .share(groups[2].count + 2)])
    for (index, group) in groups.enumerated() {
      let failing = group.count { $0.holds == false }
      let inside = canvas.drawPanel(
        frames[index],
        top: BorderTitles(
          left: StyledText(titles[index], theme.text),
          right: failing > 0 ? StyledText("\(failing) does not hold", theme.alarm) : nil), state
      ).inset(columns: 1, rows: 0)
      let pitch = inside.rows >= 2 * group.count ? 2 : 1
      for (offset, row) in group.enumerated() where offset * pitch < inside.rows {
        let y = inside.row + offset * pitch
        let long = inside.columns >= 58
        let mark =
          row.holds.map { $0 ? StyledText(" ✓", theme.model) : StyledText(" ✗", theme.alarm) }
          ?? StyledText("  ")
        let must = StyledText((row.must.isEmpty ? "" : row.must).leading(long ? 9 : 6), theme.faint)
        canvas.write(StyledText(long ? row.name : row.short, theme.text), at: inside.column, y)
        let end = canvas.writeTrailing(must + mark, before: inside.endColumn, y)
        let room = end - inside.column - (long ? row.name.count : row.short.count) - 1
        canvas.writeTrailing(
          StyledText(row.value.fitted(to: max(0, room)), row.holds == false ? theme.alarm : theme.strong),
          before: end, y)
      }
    }
  }

  /// The first group on the left, the others on the right.
  private func wideFrames(_ body: Rect, _ heights: [Int]) -> [Rect] {
    let halves = body.columns(.share(1), .share(1))
    let right = halves[1].rows(.share(heights[1]), .share(heights[2]))
    return [halves[0], right[0], right[1]]
  }
}
