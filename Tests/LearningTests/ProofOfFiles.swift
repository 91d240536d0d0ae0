import Foundation
import Testing

@testable import Flows
@testable import Learning

/// A model that was saved and read again is the same one, whatever its family.
@Suite struct ProofOfFiles {
  @Test(arguments: FlowFamily.names, ProofSubject.State.allCases)
  func savedAndReadAgainItHasTheSameLogDensities(
    name: String, state: ProofSubject.State
  ) throws {
    let subject = try ProofSubject.make(name, state)
    let path = FileManager.default.temporaryDirectory
      .appending(path: "proof-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try subject.model.write(to: path)
    let read = try Model(readingFrom: path)
    #expect(read.settings == subject.model.settings)
    #expect(read.step == subject.model.step)
    let points = subject.basePoints(300)
    let before = try Evaluator(subject.model.settings).inverse(points, of: subject.model)
    let after = try Evaluator(read.settings).inverse(points, of: read)
    #expect(before.logDensity.map(\.bitPattern) == after.logDensity.map(\.bitPattern))
  }
}
