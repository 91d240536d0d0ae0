import Foundation
import Testing

@testable import Flows
@testable import Learning

/// Checkpoints survive the round trip, and no damage to a file's bytes goes unnoticed or traps.
@Suite struct CheckpointTests {
  private let example = Checkpoint(
    metadata: [
      "settings": #"{"flow":"realnvp","layers":2}"#, "note": "quote \" slash \\ tab \t ü 月",
    ],
    tensors: [
      ("layer.0/weight", [2, 3], [1, -2.5, .infinity, .nan, -0.0, .leastNonzeroMagnitude]),
      ("scalar", [], [7]), ("none", [0, 4], []), ("\"odd\" name", [1], [.greatestFiniteMagnitude]),
    ])

  /// A file with that header and that much data.
  private func file(_ header: String, data: Int) -> Data {
    let length = UInt64(header.utf8.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return Data(prefix + header.utf8 + [UInt8](repeating: 0, count: data))
  }

  private func error(reading data: Data) -> String? {
    do {
      _ = try Checkpoint(reading: data)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func roundTripKeepsEveryBit() throws {
    let data = try example.encoded()
    let copy = try Checkpoint(reading: data)
    #expect(copy.metadata == example.metadata)
    #expect(copy.tensors.map(\.name) == example.tensors.map(\.name))
    for (one, other) in try pairs(copy.tensors, example.tensors) {
      #expect(one.shape == other.shape)
      #expect(one.values.map(\.bitPattern) == other.values.map(\.bitPattern))
    }
    #expect(try copy.encoded() == data)
  }

  @Test func emptyCheckpointRoundTrips() throws {
    let copy = try Checkpoint(reading: Checkpoint().encoded())
    #expect(copy.metadata.isEmpty && copy.tensors.isEmpty)
  }

  @Test func dataIsAlignedToEightBytes() throws {
    let data = try example.encoded()
    let header = data[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(header % 8 == 0)
    #expect(data.count == 8 + header + 4 * 8)
  }

  @Test func fileRoundTripsAndReplacesTheOneThere() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("flowscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("model.safetensors").path
    try Checkpoint().write(to: OutputFile(path))
    try example.write(to: OutputFile(path, replacing: .everything))
    #expect(try Checkpoint.read(from: path).metadata == example.metadata)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    #expect(throws: FlowError.self) { _ = try OutputFile(path + "/inside-a-file") }
    do {
      _ = try Checkpoint.read(from: path + ".missing")
      Issue.record("a missing file was read")
    } catch {
      #expect(error.description.contains("model.safetensors.missing"))
    }
  }

  @Test func missingTensorIsNamedWithThoseThatExist() {
    do {
      _ = try example.tensor(named: "bias")
      Issue.record("found a tensor that does not exist")
    } catch {
      #expect(error.description.contains("bias") && error.description.contains("scalar"))
    }
    #expect(throws: Never.self) { try example.tensor(named: "scalar") }
  }

  @Test func whatCannotBeStoredIsRefused() {
    let tensors: [[Checkpoint.Tensor]] = [
      [("a", [2], [1])], [("a", [1], [1]), ("a", [1], [2])], [("__metadata__", [1], [1])],
      [("a", [-1], [])], [("a", [Int.max, 3], [1])],
    ]
    for tensors in tensors {
      #expect(throws: FlowError.self) { try Checkpoint(tensors: tensors).encoded() }
    }
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,4]}}"#, 4, "shape"),
    (#"{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,8]}}"#, 8, "shape"),
    (
      #"{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#,
      0, "'a' twice"
    ),
    (#"{"__metadata__":{"k":"1","\u006b":"2"}}"#, 0, "'k' twice"),
    (#"{"__metadata__":{},"__metadata__":{}}"#, 0, "twice"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "shape"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "shape"),
    (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0, "shape"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 4, "offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, 4, "offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "byte 4"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8, "take 4 bytes"),
    (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4, "header"),
    (#"{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,4]}}"#, 4, "header"),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4, "data_offsets"),
    (#"{"__metadata__":{"a":1}}"#, 0, "__metadata__"), (#"{"a":7}"#, 0, "header"),
    ("[1]", 0, "'{'"), ("{", 0, "header"), ("", 0, "'{'"), (#"{"a":"#, 0, "header"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      4, "begins at byte 0"
    ),
  ])
  func damageIsNamed(header: String, data: Int, word: String) throws {
    let message = try #require(error(reading: file(header, data: data)))
    #expect(message.contains(word), "\(message)")
  }

  @Test func lengthsThatLieAreNamed() throws {
    for bytes in [
      [], [1, 2, 3], [UInt8](repeating: 255, count: 8), [UInt8](repeating: 255, count: 100),
      [9, 0, 0, 0, 0, 0, 0, 0, 123], [1, 0, 0, 0, 0, 0, 0, 128, 123, 125],
    ] {
      let message = try #require(error(reading: Data(bytes)))
      #expect(message.contains("header"))
    }
    let message = try #require(error(reading: Data([2, 0, 0, 0, 0, 0, 0, 0, 123, 0xFF])))
    #expect(message.contains("UTF-8"))
    let slice = try example.encoded() + Data([0])
    #expect(throws: Never.self) { try Checkpoint(reading: slice.dropLast()) }
  }

  @Test func everyTruncationIsRefused() throws {
    let data = try example.encoded()
    for length in 0..<data.count {
      #expect(error(reading: data.prefix(length)) != nil)
    }
  }

  @Test func flippedBitsNeverTrapAndNeverBreakAShape() throws {
    let data = [UInt8](try example.encoded())
    var random = RandomStream(seed: 1)
    var intact = 0
    for round in 0..<4000 {
      var bytes = data
      for _ in 0...round % 3 {
        bytes[random.index(below: bytes.count)] ^= 1 << UInt8(random.index(below: 8))
      }
      guard let read = try? Checkpoint(reading: Data(bytes)) else { continue }
      intact += 1
      for tensor in read.tensors {
        #expect(tensor.shape.reduce(1, *) == tensor.values.count)
      }
    }
    // Both happen: a flipped bit of a value leaves the file readable, one of its structure does not.
    #expect((1..<4000).contains(intact))
  }
}
