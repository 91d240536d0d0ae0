import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning
@testable import Proofs

/// What layers state of themselves is true of what they compute, and what a family says follows from
/// its layers.
@Suite struct LayerStatementTests {
  /// A row-major Jacobian.
  /// dz/dx and log|det dz/dx| of one layer at some points; dx/dz of a layer that searches for z.
  private static func jacobians(
    _ layer: any Bijection, _ parameters: [Float]
  ) -> (entries: [Matrix2<Double>], logDets: [Double]) {
    let x = Graph().input(0, features: 2)
    let mapped = layer.inverseMethod.isSearch ? layer.forward(x) : layer.inverse(x)
    var outputs = Outputs()
    let logDet = outputs.add(number: mapped.logDet)
    let jacobian = outputs.add(jacobianOf: mapped.point, at: x)
    let executor = Executor<Double>(
      Program(outputs), parameterCount: parameters.count, tileLanes: 8)
    executor.parameters = parameters.map(Double.init)
    var random = RandomStream(seed: 3)
    let points = (0..<24).map { _ in SIMD2(2 * random.normal(), 2 * random.normal()) }
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    return (
      executor.jacobians(jacobian, count: points.count),
      executor.numbers(logDet, count: points.count)
    )
  }

  private static func isNear(_ a: Matrix2<Double>, _ b: Matrix2<Double>) -> Bool {
    zip(a.entries, b.entries).allSatisfy { abs($0 - $1) < 1e-9 }
  }

  private static func holds(_ structure: JacobianStructure, of all: [Matrix2<Double>]) -> Bool {
    let isSame = all.allSatisfy { isNear($0, all[0]) }
    let isTriangular =
      all.allSatisfy { abs($0.b) < 1e-12 } || all.allSatisfy { abs($0.c) < 1e-12 }
    switch structure {
    case .identity: return all.allSatisfy { isNear($0, Matrix2(a: 1, b: 0, c: 0, d: 1)) }
    case .diagonal: return isSame && abs(all[0].b) < 1e-12 && abs(all[0].c) < 1e-12
    case .triangular: return isTriangular
    case .unitTriangular:
      return isTriangular && all.allSatisfy { abs($0.a - 1) < 1e-12 && abs($0.d - 1) < 1e-12 }
    case .rotatedTriangular: return haveACommonEigenvector(all)
    case .rankOneUpdate:
      return all.allSatisfy { abs(($0.a - 1) * ($0.d - 1) - $0.b * $0.c) < 1e-9 }
    // In the plane: a is an eigenvalue, and real.
    case .scaledRankOneUpdate: return all.allSatisfy { discriminant($0) > -1e-9 }
    case .orthogonal:
      let j = all[0]
      let (diagonal, other) = (j.a * j.a + j.c * j.c, j.a * j.b + j.c * j.d)
      let square = Matrix2(a: diagonal, b: other, c: other, d: j.b * j.b + j.d * j.d)
      return isSame && isNear(square, Matrix2(a: 1, b: 0, c: 0, d: 1))
    case .symmetric:
      return all.allSatisfy {
        abs($0.b - $0.c) < 1e-9 * (1 + abs($0.b)) && $0.a > 0 && $0.determinant > 0
      }
    case .factored: return isSame
    case .full: return true
    case .product, .sequence: return false
    }
  }

  private static func discriminant(_ j: Matrix2<Double>) -> Double {
    (j.a - j.d) * (j.a - j.d) + 4 * j.b * j.c
  }

  /// Rotated so that one axis is that vector, all are triangular.
  private static func haveACommonEigenvector(_ all: [Matrix2<Double>]) -> Bool {
    let first = all[0]
    let root = max(0, discriminant(first)).squareRoot()
    return [1.0, -1].contains { sign in
      let eigenvalue = (first.a + first.d + sign * root) / 2
      let rows = [
        SIMD2(first.b, eigenvalue - first.a), SIMD2(eigenvalue - first.d, first.c),
      ]
      guard let v = rows.max(by: { ($0 * $0).sum() < ($1 * $1).sum() }) else { return false }
      let unit = v / (v * v).sum().squareRoot()
      return all.allSatisfy { j in
        let image = j(unit)
        return abs(image.x * unit.y - image.y * unit.x) < 1e-9
      }
    }
  }

  @Test(arguments: FlowFamily.all.map(\.name))
  func everyLayersJacobianHasTheStructureThatItStates(name: String) throws {
    let subject = try ProofSubject.make(name, .random)
    let layers = subject.architecture.layers + [GaussianFit(correlation: 0.4)]
    for (index, layer) in layers.enumerated() {
      let found = Self.jacobians(layer, subject.model.parameters)
      #expect(Self.holds(layer.jacobian, of: found.entries), "\(layer.name), layer \(index)")
      if layer.jacobian.determinantOperations(dimensions: 2) == 0 {
        #expect(found.logDets.allSatisfy { abs($0) < 1e-12 }, "\(layer.name) changes volume")
      }
    }
  }

  @Test(arguments: ProofSubject.names)
  func everyLayerComputesEachDirectionAsItStates(name: String) throws {
    for layer in try ProofSubject.make(name, .random).architecture.layers {
      for (method, map) in [
        (layer.forwardMethod, layer.forward), (layer.inverseMethod, layer.inverse),
      ] {
        let report = map(Graph().input(0, features: 2)).report
        #expect((method.isSolved) == (report?.evaluations != nil), "\(layer.name): \(method)")
        if method.isSearch { #expect(report?.unconverged != nil, "\(layer.name): \(method)") }
        if !method.isIterative { #expect(report == nil, "\(layer.name): \(method)") }
      }
    }
  }

  @Test(arguments: ProofSubject.names)
  func everyFamilySaysWhatItsLayersSay(name: String) throws {
    let subject = try ProofSubject.make(name, .random)
    let layers = subject.architecture.layers
    let family = subject.family
    #expect(family.jacobian == JacobianStructure(ofLayers: layers.map(\.jacobian)))
    #expect(layers.allSatisfy { !$0.forwardMethod.isSearch || family.forwardMethod.isSearch })
    #expect(layers.allSatisfy { !$0.inverseMethod.isSearch || family.inverseMethod.isSearch })
    #expect(layers.contains { $0.forwardMethod == family.forwardMethod })
    #expect(layers.contains { $0.inverseMethod == family.inverseMethod })
    #expect(layers.contains { $0.logDetMethod == family.logDetMethod })
    #expect(family.logDets.isEmpty || family.logDets.contains(family.logDetMethod))
    // The layers before their parameters are those of the flow.
    #expect(subject.model.settings.layerCount == layers.count)
    #expect(subject.model.settings.stageCount == subject.architecture.stages.count)
  }

  /// An option that a layer takes is in what its family says.
  @Test func chosenOptionsAreInWhatAFamilySays() throws {
    var settings = Settings()
    settings.flow = "iresnet"
    #expect(settings.namedFamily?.logDetMethod == .series)
    (settings.logDet, settings.tolerance) = (.exact, 1e-3)
    #expect(settings.namedFamily?.logDetMethod == .exact)
    #expect(settings.namedFamily?.forwardMethod == .fixedPoint(tolerance: 1e-3))
    settings = Settings()
    settings.flow = "cnf"
    settings.solverSteps = 20
    #expect(settings.namedFamily?.forwardMethod.description == "ODE, RK4, 80 evaluations")
  }

  private static let folds: [([JacobianStructure], String)] = [
    ([.triangular, .triangular], "triangular"),
    ([.factored, .identity], "full, constant"),
    ([.orthogonal, .orthogonal, .identity], "orthogonal, constant"),
    ([.diagonal, .unitTriangular, .unitTriangular], "unit triangular, then diagonal"),
    (
      [.triangular, .factored, .diagonal, .triangular, .factored, .diagonal],
      "triangular times full, constant"
    ),
    ([.orthogonal, .diagonal], "full, constant"),
    ([.identity, .identity], "identity"),
    ([], "identity"),
    ([.full, .rankOneUpdate, .full], "full times rank-one update"),
  ]

  @Test(arguments: folds)
  func aFamilysStructureIsFoldedFromItsLayers(layers: [JacobianStructure], text: String) {
    #expect(JacobianStructure(ofLayers: layers).description == text)
  }

  /// Who cannot learn an energy says so; everyone else can be traced for one.
  @Test(arguments: FlowFamily.all.map(\.name))
  func whoCanLearnEnergiesCanBeBuiltForOne(flow: String) throws {
    var settings = try FlowFamily.named(flow).small
    settings.target = "u1"
    if try FlowFamily.named(flow).canLearnEnergies {
      let family = try Architecture(settings).family
      #expect(family.learnsEnergy && !family.forwardMethod.isSearch)
    } else {
      #expect(settings.namedFamily == nil)
      #expect(throws: FlowError.self) { try Architecture(settings) }
    }
  }
}
