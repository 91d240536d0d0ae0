import Foundation
import Testing

@testable import Flows
@testable import Learning

/// Far away, at zero, at extremes: finite where it can be, and never a NaN that nothing reports.
@Suite struct ProofOfRobustness {
  static let far: [SIMD2<Float>] = [
    SIMD2(100, 0), SIMD2(-100, 0), SIMD2(0, 100), SIMD2(0, -100), SIMD2(100, 100),
    SIMD2(-100, 100), SIMD2(70, -70), SIMD2(0, 0),
  ]

  @Test(arguments: FlowFamily.names, ProofSubject.State.allCases)
  func farPointsStayFinite(name: String, state: ProofSubject.State) throws {
    let subject = try ProofSubject.make(name, state)
    let evaluator = try Evaluator(subject.model.settings)
    let inverse = evaluator.inverse(Self.far, of: subject.model)
    let forward = evaluator.forward(Self.far, of: subject.model)
    for index in Self.far.indices {
      #expect(inverse.z[index].x.isFinite && inverse.z[index].y.isFinite)
      #expect(inverse.logDet[index].isFinite && inverse.logDensity[index].isFinite)
      #expect(forward.x[index].x.isFinite && forward.x[index].y.isFinite)
      #expect(forward.logDet[index].isFinite)
      // The density falls off: nothing far away is likely.
      if Self.far[index].x != 0 || Self.far[index].y != 0 {
        #expect(inverse.logDensity[index] < -10)
      }
    }
    let ledger = evaluator.ledger(at: SIMD2(100, -100), of: subject.model)
    #expect(ledger.logDensity.isFinite)
    #expect(abs(ledger.logDet - ledger.finiteDifferenceLogDet) < 1e-3)
  }

  @Test(arguments: FlowFamily.names) func zeroParametersAreFiniteAndInvertible(
    name: String
  ) throws {
    let subject = try ProofSubject.make(name, .random)
    let model = subject.with(parameters: subject.model.parameters.map { _ in 0 })
    let evaluator = try Evaluator(model.settings)
    let z = subject.basePoints(100)
    let forward = evaluator.forward(z, of: model)
    let inverse = evaluator.inverse(forward.x, of: model)
    for index in z.indices {
      #expect(inverse.logDensity[index].isFinite)
      #expect((SIMD2<Double>(inverse.z[index]) - SIMD2<Double>(z[index])).length < 1e-4)
    }
  }

  /// Where anything on the way is not a number, the density is not a finite number either.
  @Test(arguments: FlowFamily.names, [1e2, 1e4, 1e10, 1e30] as [Float])
  func hugeParametersHideNoNaN(name: String, scale: Float) throws {
    let subject = try ProofSubject.make(name, .random)
    let model = subject.with(parameters: subject.model.parameters.map { $0 * scale })
    let evaluator = try Evaluator(model.settings)
    let inverse = evaluator.inverse(subject.basePoints(64) + Self.far, of: model)
    for index in inverse.z.indices where inverse.logDensity[index].isFinite {
      #expect(inverse.z[index].x.isFinite && inverse.z[index].y.isFinite)
      #expect(inverse.logDet[index].isFinite)
    }
  }

  /// The bracketed root of the planar flow, where the line lies far outside of the data.
  @Test(arguments: [-1e8, -1e3, 1e3, 1e8] as [Float]) func planarRootsHoldFarOut(
    bias: Float
  ) throws {
    let subject = try ProofSubject.make("planar", .random)
    var parameters = subject.model.parameters
    for tensor in subject.architecture.layout.tensors where tensor.name.hasSuffix("bias") {
      parameters[tensor.parameter.offset] = bias
    }
    let model = subject.with(parameters: parameters)
    let evaluator = try Evaluator(model.settings)
    let z = subject.basePoints(50) + [SIMD2(1e4, -1e4), SIMD2(-1e6, 3)]
    let back = evaluator.inverse(evaluator.forward(z, of: model).x, of: model).z
    for (a, b) in zip(back, z) {
      let scale = max(1, SIMD2<Double>(b).length)
      #expect((SIMD2<Double>(a) - SIMD2<Double>(b)).length < 1e-5 * scale)
    }
  }

  @Test(arguments: FlowFamily.names) func aPointThatIsNotANumberShows(name: String) throws {
    let subject = try ProofSubject.make(name, .random)
    let evaluator = try Evaluator(subject.model.settings)
    let points: [SIMD2<Float>] = [SIMD2(.nan, 0), SIMD2(0, .nan), SIMD2(.infinity, 0), SIMD2(0, 0)]
    let density = evaluator.inverse(points, of: subject.model).logDensity
    #expect(!density[0].isFinite && !density[1].isFinite && !density[2].isFinite)
    #expect(density[3].isFinite, "the neighbours of a NaN are spared")
  }

  /// A parameter that became NaN must show in the density, whichever it is.
  @Test(arguments: FlowFamily.names) func aParameterThatIsNotANumberShows(name: String) throws {
    let subject = try ProofSubject.make(name, .random)
    let evaluator = try Evaluator(subject.model.settings)
    let points = subject.basePoints(64)
    // What is not trained is kept up by the layer itself, which heals it.
    for tensor in subject.architecture.layout.tensors where tensor.trained {
      var parameters = subject.model.parameters
      parameters[tensor.parameter.offset + tensor.parameter.count / 2] = .nan
      let density = evaluator.inverse(points, of: subject.with(parameters: parameters)).logDensity
      #expect(density.contains { !$0.isFinite }, "\(tensor.name)")
    }
  }
}
