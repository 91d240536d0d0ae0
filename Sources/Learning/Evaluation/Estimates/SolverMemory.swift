import Autodiff
import Flows

/// How much memory a training step of a continuous flow needs for each sample, by number of solver steps
/// and by where gradients come from. Backpropagation through the solver keeps the activations of every
/// step, the adjoint those of one.
public struct SolverMemory: Sendable, Encodable {
  /// `solver` or `adjoint`.
  public var gradients: String
  /// Fixed steps in training.
  public var steps: Int
  /// Bytes of working memory for each sample, in single precision.
  public var bytesPerSample: Int
  /// Floating-point operations of a step for each sample.
  public var operationsPerSample: Int

  /// Traces and plans the training step for each number of steps, both ways; nothing is run.
  /// - Parameter steps: numbers of RK4 steps in training.
  /// - Throws: ``FlowError`` for settings that are no continuous flow's.
  public static func measure(
    _ settings: Settings, steps: [Int] = [1, 2, 4, 8, 16, 32]
  ) throws(FlowError) -> [SolverMemory] {
    var measured: [SolverMemory] = []
    for method in GradientMethod.allCases {
      for count in steps {
        var settings = settings
        settings.solver = .rk4
        settings.tolerance = nil
        settings.solverSteps = 2 * count
        settings.gradients = method
        let architecture = try Architecture(settings)
        guard architecture.family.options.contains(.gradients) else {
          let having = FlowFamily.all.filter { $0.options.contains(.gradients) }.map(\.name)
          throw FlowError(
            "flow '\(settings.flow)' has no choice of gradients: choose "
              + having.joined(separator: ", "))
        }
        let programs = architecture.trainingSteps().map(\.program)
        // A loop's operations are counted for one turn.
        let turns = method == .adjoint ? count : 1
        measured.append(
          SolverMemory(
            gradients: method.rawValue, steps: count,
            bytesPerSample: programs.map {
              $0.tileBytes(lanes: 1, scalar: MemoryLayout<Float>.size)
            }.max() ?? 0,
            operationsPerSample: programs.reduce(0) { $0 + $1.operationsPerLane } * turns))
      }
    }
    return measured
  }
}
