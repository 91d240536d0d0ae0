import Flows
import Foundation

/// Named tensors and string metadata in a file: the safetensors format, which Python reads too.
///
/// Eight bytes hold the length of a JSON header (little-endian); the header gives each tensor's type,
/// shape and place in the data that follows it. Only 32-bit floats are read and written.
/// See https://huggingface.co/docs/safetensors.
public struct Checkpoint: Sendable {
  /// One named array.
  public typealias Tensor = (name: String, shape: [Int], values: [Float])

  /// Everything that is not a number; stored under `__metadata__`.
  public var metadata: [String: String]
  /// The tensors in the order of their data. `values` are row-major, as many as `shape` multiplies to.
  public var tensors: [Tensor]

  /// A checkpoint to be written.
  public init(metadata: [String: String] = [:], tensors: [Tensor] = []) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// The tensor of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public func tensor(named name: String) throws(FlowError) -> Tensor {
    guard let tensor = tensors.first(where: { $0.name == name }) else {
      let names = tensors.map(\.name).joined(separator: ", ")
      throw FlowError("the checkpoint has no tensor '\(name)', only: \(names)")
    }
    return tensor
  }

  /// Reads a file.
  /// - Throws: ``FlowError`` if it cannot be read or is damaged.
  public static func read(from path: String) throws(FlowError) -> Checkpoint {
    let data = try Files.read(path)
    do {
      return try Checkpoint(reading: data)
    } catch {
      throw FlowError("cannot read '\(path)': \(error)")
    }
  }

  /// Writes a file, all of it or nothing: a file that was there stays whole until the new one is.
  /// - Throws: ``FlowError`` if it cannot be written.
  public func write(to file: OutputFile) throws(FlowError) {
    try file.write([UInt8](encoded()))
  }
}
