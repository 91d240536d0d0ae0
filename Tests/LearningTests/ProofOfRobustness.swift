import Foundation
import Testing

@testable import Flows
@testable import Learning
@testable import Proofs

/// What single families promise far away; the proofs of the room Proofs say what all do.
@Suite struct ProofOfRobustness {
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

}
