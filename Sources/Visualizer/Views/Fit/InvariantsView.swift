import Canvas
import Flows
import Foundation
import Learning

/// What must hold of every flow, measured.
enum InvariantsView: View {
  static let name: ViewName = "invariants"
  static let title = "invariants: what must hold"
  static let noun = "the invariants"
  static let summary = "what must hold of every flow, measured"

  static func scene(
    _ subject: ViewSubject, remembering memory: inout InvariantsMemory
  ) -> (any ViewScene)? { memory.scene(subject) }
}

/// The invariants view: what must hold of every flow, measured on the running model.
struct InvariantsScene: ViewScene {
  /// ∫p(x) dx over a window of twice the picture's area and more.
  var mass: Double
  /// Greatest |f(f⁻¹(x)) − x| over data points, and |f⁻¹(f(z)) − z| over base points.
  var dataRoundTrip: Double
  var baseRoundTrip: Double
  /// Greatest sum of the log-determinants there and back, in nats.
  var logDetGap: Double
  /// Median distance between the log-determinant and finite differences, in nats. The median leaves out
  /// the few points beside a kink of a network, where the differences span two slopes.
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
  /// The greatest number of turns that an iterative layer took.
  var turns: Int
  /// Points per second.
  var densityRate: Double
  var sampleRate: Double
  /// log|det dx/dz| at the picture's pixels, by where points end up in data space; empty without one.
  var volume: [Float] = []
}

/// Where the invariants view's parts go.
struct InvariantsLayout {
  var table: Rect
  var picture: Rect?

  init(_ body: Rect) {
    guard body.columns >= 100, body.rows >= 18 else {
      table = body
      return
    }
    let width = min(body.columns / 2, 2 * (body.rows - 2) + 2)
    let parts = body.columns(.share(1), .cells(width))
    table = parts[0]
    picture = parts[1]
  }
}

/// What the invariants view remembers.
struct InvariantsMemory: ViewMemory {
  /// Throughput depends on the architecture alone; it is measured once, not with every step.
  private struct Rates {
    var density: Double
    var samples: Double
  }
  private struct Key: Hashable {
    var model: ModelKey
    var body: Rect
    var coarse: Bool
  }
  private var scene = Memo<Key, InvariantsScene>()
  private var rates = Memo<Settings, Rates>()
  private static let batch = 4096

  mutating func scene(_ subject: ViewSubject) -> InvariantsScene? {
    guard let target = subject.state.target else { return nil }
    let (evaluator, model) = (subject.evaluator, subject.model)
    let rates = rates.value(for: model.settings) {
      let z = evaluator.sampleBase(count: InvariantsMemory.batch, seed: 3, of: model)
      let x = evaluator.forward(z, of: model).x
      return Rates(
        density: InvariantsMemory.rate { _ = evaluator.inverse(x, of: model) },
        samples: InvariantsMemory.rate { _ = evaluator.forward(z, of: model) })
    }
    return scene.value(
      for: Key(model: subject.key, body: subject.body, coarse: subject.state.running)
    ) {
      var scene = InvariantsMemory.measure(
        evaluator, model, target, extent: subject.state.baseExtent,
        fine: !subject.state.running, rates: (rates.density, rates.samples))
      if let picture = InvariantsLayout(subject.body).picture {
        scene.volume = InvariantsMemory.volume(
          evaluator, model, subject.state.dataViewport(picture), coarse: subject.state.running)
      }
      return scene
    }
  }

  /// log|det dx/dz| at a viewport's pixels.
  ///
  /// - Parameter coarse: evaluates once for two by two pixels.
  private static func volume(
    _ evaluator: Evaluator, _ model: Model, _ viewport: Viewport, coarse: Bool
  ) -> [Float] {
    guard coarse else {
      return evaluator.inverse(viewport.pixelCenters(), of: model).logDet.map { -$0 }
    }
    let columns = (viewport.pixelColumns + 1) / 2
    var points: [SIMD2<Float>] = []
    for row in 0..<(viewport.pixelRows + 1) / 2 {
      for column in 0..<columns {
        points.append(viewport.data(pixel: SIMD2(Float(2 * column + 1), Float(2 * row + 1))))
      }
    }
    let values = evaluator.inverse(points, of: model).logDet
    var volume: [Float] = []
    volume.reserveCapacity(viewport.pixelColumns * viewport.pixelRows)
    for row in 0..<viewport.pixelRows {
      for column in 0..<viewport.pixelColumns {
        volume.append(-values[row / 2 * columns + column / 2])
      }
    }
    return volume
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
      rect: Rect(columns: fine ? 180 : 56, rows: fine ? 90 : 28), extent: Float(1.5 * target.extent)
    )
    let density = evaluator.inverse(window.pixelCenters(), of: model).logDensity
    let mass = density.reduce(0) { $0 + Double(exp($1)) } * Double(window.pixelArea)

    let data = Evaluation.draw(target, seed: model.settings.seed, count: fine ? 512 : 192)
    let back = evaluator.inverse(data, of: model)
    let forth = evaluator.forward(back.z, of: model)
    let z = evaluator.sampleBase(count: fine ? 512 : 192, seed: 11, of: model)
    let x = evaluator.forward(z, of: model)
    let turns = evaluator.forwardTurns
    func greatest(_ a: [SIMD2<Float>], _ b: [SIMD2<Float>]) -> Double {
      zip(a, b).reduce(0) { worst, pair in
        let gap = SIMD2<Double>(pair.0 - pair.1)
        let length = (gap * gap).sum().squareRoot()
        return length.isNaN ? .nan : max(worst, length)
      }
    }
    let ledgers = evaluator.ledgers(
      at: data.prefix(fine ? 32 : 6).map { SIMD2<Double>($0) }, of: model)

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
      Matrix2<Double>(jacobian).axes.map(\.factor)
    }
    let dets = images.logDet.filter(\.isFinite).map { exp(Double($0)) }
    return InvariantsScene(
      mass: mass, dataRoundTrip: greatest(data, forth.x),
      baseRoundTrip: greatest(z, evaluator.inverse(x.x, of: model).z),
      logDetGap: zip(back.logDet, forth.logDet).reduce(0) { max($0, Double(abs($1.0 + $1.1))) },
      differenceGap: ledgers.map { abs($0.logDet - $0.finiteDifferenceLogDet) }.sorted()[
        ledgers.count / 2],
      leastDet: dets.min() ?? .nan, greatestDet: dets.max() ?? .nan, folds: folds,
      latticeCount: lattice.count,
      forwardStretch: axes.reduce(0) { max($0, 1 / max($1[1], 1e-9)) },
      inverseStretch: axes.reduce(0) { max($0, $1[0]) },
      bound: evaluator.architecture.lipschitzBound, turns: turns, densityRate: rates.0,
      sampleRate: rates.1)
  }
}
