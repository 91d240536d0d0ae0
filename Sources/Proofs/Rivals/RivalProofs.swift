import Flows
import Foundation
import Learning

/// A rival of flows under proof.
public struct RivalSubject: Sendable {
  public let rival: Rival
  public let settings: Settings

  /// - Throws: ``FlowError`` for settings that name no rival, or that it does not have.
  public init(_ settings: Settings) throws(FlowError) {
    guard case .rival(let rival) = try LearnerKind.named(settings.flow) else {
      throw FlowError("'\(settings.flow)' is a flow, which has proofs of its own")
    }
    _ = try rival.profile(of: settings)
    (self.rival, self.settings) = (rival, settings)
  }

  /// Settings small enough for a proof.
  /// - Throws: ``FlowError`` for a name that is no rival's.
  public static func settings(of name: String) throws(FlowError) -> Settings {
    var settings = Settings()
    settings.choose(try LearnerKind.named(name))
    settings.hidden = [16, 16]
    settings.batch = 256
    return settings
  }

  /// A learner after some steps.
  func trained(steps: Int, threads: Int = 1) throws(FlowError) -> any Learner {
    let learner = try Learners.make(settings, threads: threads)
    for _ in 0..<steps { try learner.advance() }
    return learner
  }
}

/// Something that must hold of every rival, whatever its kind of likelihood.
public struct RivalProof: Sendable {
  /// The name on the command line; where flows have a proof of the same thing, its name.
  public let name: String
  /// What must hold, in one sentence.
  public let statement: String
  private let measure: @Sendable (RivalSubject) throws -> [Measurement]

  /// What it finds of a rival.
  /// - Throws: ``FlowError`` where the rival cannot be made or trained, or a file not written.
  public func findings(of subject: RivalSubject) throws -> [Finding] {
    try measure(subject).map { Finding(name, subject.settings, .trained, $0) }
  }

  /// Every proof of rivals.
  public static let all: [RivalProof] = [trajectory, threads, travel, divergence, files, honesty]

  private static func differences(_ one: any Learner, _ other: any Learner) -> Int {
    faults(among: zip(one.model().parameters, other.model().parameters)) {
      $0.bitPattern != $1.bitPattern
    }
  }

  static let trajectory = RivalProof(
    name: "trajectory",
    statement: "The same settings make the same run; another seed makes another."
  ) { subject in
    let first = try subject.trained(steps: 8)
    var settings = subject.settings
    settings.seed += 1
    let other = try RivalSubject(settings).trained(steps: 8)
    return [
      Measurement(
        "in a second run, how many parameters differ",
        faults: differences(first, try subject.trained(steps: 8))),
      Measurement(
        "with another seed, how many parameters differ", Double(differences(first, other)), .above,
        0
      ),
    ]
  }

  static let threads = RivalProof(
    name: "threads", statement: "The number of threads never changes a bit."
  ) { subject in
    let first = try subject.trained(steps: 8)
    return try [2, 3].map { threads in
      Measurement(
        "on \(threads) threads, how many parameters differ from those on one",
        faults: differences(first, try subject.trained(steps: 8, threads: threads)))
    }
  }

  static let travel = RivalProof(
    name: "travel", statement: "Going back to a step redoes the same future, bit for bit."
  ) { subject in
    let learner = try subject.trained(steps: 5)
    let moment = learner.state()
    for _ in 0..<12 { try learner.advance() }
    let before = learner.model().parameters
    learner.restore(moment)
    for _ in 0..<12 { try learner.advance() }
    return [
      Measurement(
        "after going back 12 steps and forward again, how many parameters differ",
        faults: faults(among: zip(before, learner.model().parameters)) {
          $0.bitPattern != $1.bitPattern
        })
    ]
  }

  static let divergence = RivalProof(
    name: "divergence",
    statement: "An absurd learning rate keeps numbers finite, or is caught, named and rolled back."
  ) { subject in
    var settings = subject.settings
    settings.learningRate = 10
    let learner = try RivalSubject(settings).trained(steps: 0)
    var broken = 0
    for _ in 0..<100 {
      do throws(FlowError) {
        try learner.advance()
      } catch {
        if !error.description.contains("step \(learner.step)") { broken += 1 }
        break
      }
    }
    if !learner.model().parameters.allSatisfy(\.isFinite) { broken += 1 }
    return [
      Measurement(
        "at a learning rate of 10, how many times numbers were not finite or a message named no step",
        faults: broken)
    ]
  }

  static let files = RivalProof(
    name: "files", statement: "A model that was saved and read again makes the same samples."
  ) { subject in
    let learner = try subject.trained(steps: 8)
    let path = FileManager.default.temporaryDirectory
      .appending(path: "proof-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = learner.model()
    try model.write(to: path)
    let read = try Model(readingFrom: path)
    let sampler = try learner.profile.makeSampler(read.settings, 1)
    let (before, after) = (
      sampler.samples(count: 100, seed: 3, of: model),
      sampler.samples(count: 100, seed: 3, of: read)
    )
    return [
      Measurement(
        "how many of settings and step differ",
        faults: (read.settings.writtenOut == model.settings.writtenOut ? 0 : 1)
          + (read.step == model.step ? 0 : 1)),
      Measurement(
        "of 100 samples, how many differ", faults: faults(among: zip(before, after)) { $0 != $1 }),
    ]
  }

  static let honesty = RivalProof(
    name: "likelihood", statement: "A measurement is of the kind of likelihood that the row states."
  ) { subject in
    let score = try subject.trained(steps: 3).measure(count: 200, comparingSamples: false)
    let kind: Likelihood =
      switch score.density {
      case .exact: .exact
      case .bound: .bound
      case .none: .none
      }
    return [
      Measurement("how many kinds differ", faults: kind == subject.rival.likelihood ? 0 : 1),
      Measurement(
        "how many NLLs are called exact that are not",
        faults: score.nll != nil && subject.rival.likelihood != .exact ? 1 : 0),
      Measurement(
        "how many samples' distances are missing",
        faults: score.distance == nil && subject.rival.likelihood != .exact ? 1 : 0),
    ]
  }
}
