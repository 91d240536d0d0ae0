import Foundation
import Testing

@testable import Flows
@testable import Learning

/// What happens when training goes wrong, beyond the proof `divergence`.
@Suite struct ProofOfTraining {
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
