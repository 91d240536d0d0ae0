import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning
@testable import Proofs

/// An ONNX file computes what the program computes. The files are read and run by code of the tests' own.
@Suite struct OnnxTests {
  private static let version = "0"

  private func outputs(
    of export: FlowExport, at points: [SIMD2<Double>]
  ) throws -> [String: [Double]] {
    let file = try OnnxFile(try export.bytes(version: Self.version, metadata: []))
    #expect(file.inputs == [export.input] && file.outputs == export.outputs)
    return try OnnxInterpreter(file: file).run(points)
  }

  /// What `flowscope eval` and `flowscope sample` print, by column.
  private func columns(_ points: [CheckedPoint]) -> [String: [Double]] {
    [
      "x1": points.map(\.x.x), "x2": points.map(\.x.y), "z1": points.map(\.z.x),
      "z2": points.map(\.z.y), "log_pz": points.map(\.logBase), "log_det": points.map(\.logDet),
      "log_px": points.map(\.logDensity),
      "j11": points.compactMap { $0.jacobian?.a }, "j12": points.compactMap { $0.jacobian?.b },
      "j21": points.compactMap { $0.jacobian?.c }, "j22": points.compactMap { $0.jacobian?.d },
    ]
  }

  /// The greatest difference of numbers, relative to those above 1.
  private func error(_ mine: [Double], _ theirs: [Double]) -> Double {
    guard mine.count == theirs.count else { return .infinity }
    return zip(mine, theirs).reduce(0) { worst, pair in
      if pair.0 == pair.1 || pair.0.isNaN && pair.1.isNaN { return worst }
      let error = abs(pair.0 - pair.1) / max(1, abs(pair.1))
      return error.isNaN ? .infinity : max(worst, error)
    }
  }

  /// Exports a direction and compares every column at 50 points.
  private func check(
    _ model: Model, _ direction: FlowExport.Direction, jacobian: Bool = false,
    precision: OnnxPrecision = .single, _ comment: Comment
  ) throws {
    let export = try FlowExport(model, direction, jacobian: jacobian, precision: precision)
    // What is solved, evaluations compute in single precision.
    let isExact =
      try precision == .double && !Architecture(model.settings).family.inverseMethod.isSolved
    let evaluator = try CheckedEvaluator(model.settings, jacobians: jacobian)
    let units = model.settings.standardization
    let base = try Architecture(model.settings).sampleBase(count: 50, seed: 3, of: model)
      .map { SIMD2<Double>($0) }
    let samples = evaluator.sample(from: base, of: model).points
    let truth: [CheckedPoint]
    let starts: [SIMD2<Double>]
    switch direction {
    case .sample: (starts, truth) = (base, samples.map { $0.inOriginalUnits(units) })
    case .density:
      let x = samples.map(\.x)
      starts = x.map(units.original)
      truth = evaluator.evaluate(at: x, of: model).points.map { $0.inOriginalUnits(units) }
    }
    let (mine, theirs) = (try outputs(of: export, at: starts), columns(truth))
    for name in export.outputs {
      let error = error(mine[name] ?? [], theirs[name] ?? [])
      #expect(error < (isExact ? 1e-9 : 1e-4), "\(comment) \(direction) \(name): \(error)")
    }
  }

  @Test(arguments: FlowFamily.all.map(\.name))
  func everyDirectionIsExportedUnlessItIsASearch(flow: String) throws {
    let model = try ProofSubject(random: ProofSubject.settings(of: flow)).model
    let family = try FlowFamily.named(flow)
    for direction in FlowExport.Direction.allCases {
      let (method, other) =
        direction == .density
        ? (family.inverseMethod, family.forwardMethod)
        : (family.forwardMethod, family.inverseMethod)
      if method.isSearch {
        let error = #expect(throws: FlowError.self) { try FlowExport(model, direction) }
        let text = error?.description ?? ""
        #expect(text.contains("is a search (\(method))"))
        let name = direction == .density ? "sample" : "density"
        #expect(text.contains("--what \(name) can be exported") == !other.isSearch)
      } else {
        for precision in OnnxPrecision.allCases {
          try check(
            model, direction, jacobian: direction == .density, precision: precision, "\(flow)")
        }
      }
    }
  }

  @Test(arguments: Bases.all.map(\.name))
  func everyBaseIsExported(base: String) throws {
    var settings = try ProofSubject.settings(of: "nice")
    settings.base = base
    let model = try ProofSubject(random: settings).model
    for direction in FlowExport.Direction.allCases { try check(model, direction, "\(base)") }
  }

  @Test func outsideAUniformBaseTheDensityIsZero() throws {
    var settings = try ProofSubject.settings(of: "affine")
    settings.base = "uniform"
    let export = try FlowExport(
      Model(settings: settings, parameters: Architecture(settings).layout.initial, step: 0),
      .sample)
    #expect(try outputs(of: export, at: [SIMD2(9, 0)])["log_px"] == [-.infinity])
  }

  @Test func pointsAreInTheUsersUnits() throws {
    var random = RandomStream(seed: 4)
    let points = (0..<60).map { _ in
      let x = random.normal()
      return SIMD2(1000 + 80 * x, 0.1 * (x + random.normal()) - 3)
    }
    // A flow without kinks, at which dz/dx would jump where rounding moves a point across.
    var settings = try ProofSubject.settings(of: "radial")
    settings.points = try OwnPoints(PointsTable(points: points, columns: ["a", "b"]), name: "own")
    settings.target = "own"
    let model = try ProofSubject(random: settings).model
    for direction in FlowExport.Direction.allCases {
      try check(model, direction, jacobian: direction == .density, "own points")
    }
  }

  @Test func anAdaptiveSolverIsUnrolledAndItsErrorIsSaid() throws {
    let model = try ProofSubject(random: ProofSubject.settings(of: "cnf dopri5")).model
    for direction in FlowExport.Direction.allCases {
      try check(model, direction, "dopri5")
      let errors = try [2, 4, 32].map { steps in
        try #require(try FlowExport(model, direction, steps: steps).solverError())
      }
      #expect(errors[0].logPxMost > 3 * errors[1].logPxMost)
      #expect(errors[1].pointMost > 3 * errors[2].pointMost)
      #expect(errors[2].logPxMean <= errors[2].logPxMost && errors[2].logPxMost < 1e-3)
    }
    let closed = try ProofSubject(random: ProofSubject.settings(of: "nice")).model
    #expect(try FlowExport(closed, .density).solverError() == nil)
    #expect(throws: FlowError.self) { try FlowExport(closed, .density, steps: 4) }
    #expect(throws: FlowError.self) { try FlowExport(closed, .sample, jacobian: true) }
  }

  /// Operations that no family of today has at its disposal are written as well.
  @Test func everyOperationIsWritten() throws {
    let graph = Graph()
    let x = graph.input(0, features: 2)
    let (a, b) = (x.feature(0), x.feature(1))
    let weight = graph.parameter(offset: 0, count: 4)
    var outputs: [(String, Value)] = Unary.allCases.map { ("\($0)", a.apply($0)) }
    outputs += Binary.allCases.map { ("\($0)", a.combine($0, b)) }
    outputs += [
      ("shared less", a.combine(.less, graph.constant(0.25))),
      ("select", a.isLess(than: b).select(a, graph.constant(7))),
      ("select a number", (a * b).select(b, a)),
      ("select what is shared", graph.constant([1, 0]).select(x, -x).featureSum),
      ("dense", x.dense(weight: weight, bias: weight.features(2..<4), outputs: 2).feature(1)),
      (
        "dense, no bias",
        a.expanded(features: 2, perLane: true).dense(weight: weight, outputs: 2).featureSum
      ),
      ("transposed", x.denseTransposed(weight: weight, outputs: 2).feature(0)),
      ("of shared numbers", graph.constant([1, 2]).dense(weight: weight, outputs: 2).featureSum),
      (
        "pieces",
        (Value.concatenate([b, weight, a]) * graph.constant([1, 2, 3, 4, 5, 6])).featureSum
      ),
      ("parameter", weight.feature(2)), ("constant", graph.constant(3)),
    ]
    let parameters = [0.5, -1, 2, 0.25]
    let points = [SIMD2(0.5, 2), SIMD2(-1.5, -0.25), SIMD2(2, 0), SIMD2(0, -3)]
    let model = try OnnxModel(
      from: OnnxModel.Port("x", x, ""), to: outputs.map { OnnxModel.Port($0.0, $0.1, "") },
      parameters: parameters)
    let bytes = model.bytes(producer: "test", version: "0", text: "", metadata: [])
    let found = try OnnxInterpreter(file: try OnnxFile(bytes)).run(points)
    var declared = Outputs()
    let handles = outputs.map { declared.add(number: $0.1) }
    let executor = Executor<Double>(Program(declared), parameterCount: 4)
    executor.parameters = parameters
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    for (output, handle) in zip(outputs, handles) {
      let wanted = executor.numbers(handle, count: points.count)
      #expect(error(found[output.0] ?? [], wanted) < 1e-6, "\(output.0)")
    }
  }

  @Test func aLoopIsRefused() {
    let graph = Graph()
    let x = graph.input(0, features: 1)
    let root = Value.iterate(from: x, limit: 9, tolerance: 0) { 0.5 * $0 }
    #expect(throws: OnnxError.loop) {
      try OnnxModel(
        from: OnnxModel.Port("x", x, ""), to: [OnnxModel.Port("y", root, "")], parameters: [])
    }
  }

  @Test func theFileSaysWhatItIs() throws {
    let model = try ProofSubject(random: ProofSubject.settings(of: "cnf")).model
    let file = try OnnxFile(
      try FlowExport(model, .density, steps: 9).bytes(
        version: "1.2", metadata: [("share_line", "flowscope --flow cnf")]))
    #expect(file.opset == 13 && file.producer == "flowscope")
    #expect(file.metadata["flow"] == "cnf" && file.metadata["what"] == "density")
    #expect(file.metadata["solver_steps"] == "9" && file.metadata["step"] == "0")
    #expect(file.metadata["share_line"] == "flowscope --flow cnf")
    let settings = try JSONDecoder().decode(
      Settings.self, from: Data((file.metadata["settings"] ?? "").utf8))
    #expect(settings == model.settings)
    // Parameters have the names that they have in model files.
    #expect(file.constants["layers.0.weight1"] != nil)
  }
}
