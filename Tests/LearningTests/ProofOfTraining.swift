import Foundation
import Testing

@testable import Flows
@testable import Learning

/// Training as a function of its settings alone, and what happens when it goes wrong.
@Suite struct ProofOfTraining {
  private func settings(_ name: String) throws -> Settings {
    var settings = try FlowFamily.subject(name).settings
    settings.batch = 600
    return settings
  }

  @Test(arguments: FlowFamily.names) func theTrajectoryDependsOnTheSettingsAlone(
    name: String
  ) throws {
    func trajectory(_ settings: Settings, threads: Int) throws -> ([Double], [Float]) {
      let trainer = try Trainer(settings, threads: threads)
      let losses = try (0..<8).map { _ in try trainer.advance() }
      return (losses, trainer.model().parameters)
    }
    var settings = try settings(name)
    let first = try trajectory(settings, threads: 1)
    for threads in [1, 2, 3] {
      let again = try trajectory(settings, threads: threads)
      #expect(again.0 == first.0, "losses on \(threads) threads")
      #expect(again.1 == first.1, "parameters on \(threads) threads")
    }
    settings.clip = 0.01
    let clipped = try trajectory(settings, threads: 1)
    #expect(try trajectory(settings, threads: 2).1 == clipped.1)
    settings.clip = nil
    settings.pool = 700
    let pooled = try trajectory(settings, threads: 1).1
    #expect(try trajectory(settings, threads: 2).1 == pooled)
    settings.pool = nil
    settings.seed = 2
    #expect(try trajectory(settings, threads: 1).1 != first.1, "another seed")
  }

  @Test(arguments: FlowFamily.names) func evaluationDoesNotDependOnThreads(name: String) throws {
    let subject = try ProofSubject.make(name, .random)
    let points = subject.basePoints(1000)
    let one = try Evaluator(subject.model.settings, threads: 1)
    let three = try Evaluator(subject.model.settings, threads: 3)
    #expect(
      one.forward(points, of: subject.model).x == three.forward(points, of: subject.model).x)
    #expect(
      one.inverse(points, of: subject.model).logDensity
        == three.inverse(points, of: subject.model).logDensity)
  }

  /// Layers that iterate stop when their whole tile has converged, within their tolerance.
  @Test(arguments: FlowFamily.names) func aPointDoesNotDependOnItsBatch(name: String) throws {
    let subject = try ProofSubject.make(name, .random)
    let evaluator = try Evaluator(subject.model.settings)
    let points = subject.basePoints(300)
    let forward = evaluator.forward(points, of: subject.model)
    let inverse = evaluator.inverse(points, of: subject.model)
    for index in [0, 1, 127, 128, 299] {
      let x = evaluator.forward([points[index]], of: subject.model).x[0]
      let z = evaluator.inverse([points[index]], of: subject.model).z[0]
      let (dx, dz) = (x - forward.x[index], z - inverse.z[index])
      let family = subject.family
      #expect(max(abs(dx.x), abs(dx.y)) <= (family.forwardMethod.isIterative ? 1e-4 : 0))
      #expect(max(abs(dz.x), abs(dz.y)) <= (family.inverseMethod.isIterative ? 1e-4 : 0))
    }
  }

  /// An absurd learning rate either keeps finite numbers or is caught, named and rolled back, after
  /// which training can go on.
  @Test(arguments: FlowFamily.names) func divergenceIsCaughtNamedAndRolledBack(
    name: String
  ) throws {
    var settings = try settings(name)
    settings.batch = 64
    settings.learningRate = 10
    let trainer = try Trainer(settings, threads: 1)
    var caught: FlowError?
    for _ in 0..<300 where caught == nil {
      do {
        let loss = try trainer.advance()
        #expect(loss.isFinite)
        // What may be shown between two steps.
        #expect(trainer.model().parameters.allSatisfy { $0.isFinite }, "step \(trainer.step)")
      } catch {
        caught = error
      }
    }
    #expect(trainer.model().parameters.allSatisfy { $0.isFinite })
    guard let caught else { return }
    #expect(caught.description.contains("step \(trainer.step)"))
    #expect(caught.description.contains("learning rate than 10"))
    trainer.learningRate = 1e-4
    for _ in 0..<20 { #expect(try trainer.advance().isFinite) }
    #expect(trainer.model().parameters.allSatisfy { $0.isFinite })
  }

  @Test func affineCouplingsDoDiverge() throws {
    var settings = Settings()
    settings.batch = 64
    settings.learningRate = 10
    let trainer = try Trainer(settings, threads: 1)
    #expect(throws: FlowError.self) { for _ in 0..<1000 { try trainer.advance() } }
  }

  static let invalid: [(String, String, @Sendable (inout Settings) -> Void)] = [
    ("flow", "warp", { $0.flow = "warp" }), ("base", "cauchy", { $0.base = "cauchy" }),
    ("layers", "0", { $0.layers = 0 }), ("layers", "-3", { $0.layers = -3 }),
    ("layers", "100000", { $0.layers = 100_000 }), ("hidden", "0", { $0.hidden = [] }),
    ("hidden", "-1", { $0.hidden = [8, -1] }),
    ("hidden", "17", { $0.hidden = Array(repeating: 4, count: 17) }),
    ("batch", "0", { $0.batch = 0 }), ("batch", "-5", { $0.batch = -5 }),
    ("pool", "0", { $0.pool = 0 }), ("learning rate", "0.0", { $0.learningRate = 0 }),
    ("learning rate", "-1.0", { $0.learningRate = -1 }),
    ("learning rate", "nan", { $0.learningRate = .nan }),
    ("learning rate", "inf", { $0.learningRate = .infinity }), ("clip", "0.0", { $0.clip = 0 }),
    ("clip", "nan", { $0.clip = .nan }), ("target", "mars", { $0.target = "mars" }),
  ]

  @Test(arguments: invalid.indices) func invalidSettingsAreNamed(index: Int) throws {
    let (what, value, change) = Self.invalid[index]
    var settings = Settings()
    change(&settings)
    do {
      _ = try Trainer(settings, threads: 1)
      Issue.record("\(what) \(value) was accepted")
    } catch {
      #expect(error.description.contains(what) && error.description.contains(value), "\(error)")
    }
  }
}
