import Flows
import Foundation
import Learning

extension Proof {
  static let files = Proof(
    "files", "A model that was saved and read again has the same log-densities, bit for bit."
  ) { subject in
    let path = FileManager.default.temporaryDirectory
      .appending(path: "proof-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try subject.model.write(to: path)
    let read = try Model(readingFrom: path)
    let points = subject.basePoints(300)
    let before = try Evaluator(subject.model.settings).inverse(points, of: subject.model)
    let after = try Evaluator(read.settings).inverse(points, of: read)
    return [
      Measurement(
        "how many of settings and step differ",
        faults: (read.settings.writtenOut == subject.model.settings.writtenOut ? 0 : 1)
          + (read.step == subject.model.step ? 0 : 1)),
      Measurement(
        "of 300 points, the number whose density differs",
        faults: faults(among: zip(before.logDensity, after.logDensity)) {
          $0.bitPattern != $1.bitPattern
        }),
    ]
  }
}
