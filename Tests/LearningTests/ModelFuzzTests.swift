import Foundation
import Testing

@testable import Flows
@testable import Learning

/// Damaged files: whatever is done to a file's bytes, its reader refuses it or reads a model that is whole.
@Suite struct ModelFuzzTests {
  /// How many files are damaged and read; `FLOWSCOPE_FUZZ_FILES=1000000 swift test --filter ModelFuzz` makes
  /// it more.
  private static let count =
    ProcessInfo.processInfo.environment["FLOWSCOPE_FUZZ_FILES"].flatMap { Int($0) } ?? 100_000
  private static let workers = 4

  /// Small files of all kinds: a model, a run that can go on, and one that keeps the best parameters.
  private static func originals() throws -> [[UInt8]] {
    var small = SavedRunTests.Case.small("linear")
    small.base = "diagonal-learned"
    let files = try [
      small, SavedRunTests.Case.small("nsf") { ($0.bins, $0.hidden) = (2, [1]) },
      SavedRunTests.own("linear"),
    ].map { settings in
      let trainer = try Trainer(settings, threads: 1)
      for _ in 0..<11 { try trainer.advance() }
      var checkpoint = try trainer.keptModel().checkpoint()
      try trainer.state().write(to: &checkpoint)
      return [UInt8](try checkpoint.encoded())
    }
    return files + [
      [UInt8](
        try Model(settings: small, parameters: Array(repeating: 0.5, count: 10), step: 1)
          .checkpoint().encoded())
    ]
  }

  /// Texts that mean much in a header.
  private static let words = [
    "999999999999", "-1", "1e400", "{", "}", "[", "]", "\"", ",", ":", "\\u0000", "null", "true",
    "F16", "F64", "I64", "256", "[4096,4096,4096]", "\"layers\":", "painted:", "__metadata__",
  ].map { Array($0.utf8) }

  private static func damaged(_ file: [UInt8], _ other: [UInt8], _ random: inout RandomStream)
    -> [UInt8]
  {
    var bytes = file
    for _ in 0...random.index(below: 3) where !bytes.isEmpty {
      let place = random.index(below: bytes.count)
      let end = min(bytes.count, place + 1 + random.index(below: 24))
      switch random.index(below: 9) {
      case 0, 1: bytes[place] ^= 1 << UInt8(random.index(below: 8))
      case 2: bytes[place] = UInt8(random.index(below: 256))
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 5: bytes.removeLast(bytes.count - place)
      case 6: bytes.replaceSubrange(place..<end, with: other.dropFirst(place).prefix(end - place))
      default:
        let word = words[random.index(below: words.count)]
        bytes.replaceSubrange(place..<min(place + word.count, bytes.count), with: word)
      }
      // Half of the time the header is as long as it says, so that what is in it is looked at.
      if random.index(below: 2) == 0, bytes.count > 8 {
        let header = max(0, bytes.count - 8 - (file.count - 8 - headerLength(file)))
        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: header >> (8 * index)) }
      }
    }
    return bytes
  }

  private static func headerLength(_ file: [UInt8]) -> Int {
    file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  @Test func noDamageTrapsOrMakesABrokenModel() async throws {
    let files = try Self.originals()
    let read = await withTaskGroup(of: Int.self) { group in
      for worker in 0..<Self.workers {
        group.addTask { Self.readDamaged(files, Self.count / Self.workers, seed: UInt64(worker)) }
      }
      return await group.reduce(0, +)
    }
    // Both happen: a flipped bit of a parameter leaves a file whole, one of its header does not.
    #expect(read > Self.count / 100 && read < Self.count)
  }

  /// - Returns: how many of the damaged files were read.
  private static func readDamaged(_ files: [[UInt8]], _ count: Int, seed: UInt64) -> Int {
    var random = RandomStream(seed: seed)
    var read = 0
    for round in 0..<count {
      let other = files[random.index(below: files.count)]
      let bytes = damaged(files[round % files.count], other, &random)
      guard let run = try? SavedRun(Checkpoint(reading: Data(bytes))) else { continue }
      read += 1
      // A model cannot be larger than the file that it was read from.
      #expect(run.model.parameters.count <= bytes.count / 2)
      let isFinite = run.model.parameters.allSatisfy { $0.isFinite }
      #expect(isFinite)
      #expect(throws: Never.self) { try run.model.settings.validate() }
      if let state = run.state { #expect(state.bytes <= 4 * bytes.count) }
    }
    return read
  }
}
