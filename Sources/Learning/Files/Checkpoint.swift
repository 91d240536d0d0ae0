import Flows
import Foundation

/// Named tensors and string metadata in a file: the safetensors format, which Python reads too.
///
/// Eight bytes hold the length of a JSON header (little-endian); the header gives each tensor's type,
/// shape and place in the data that follows it. 32-bit floats are written; 64-bit and 16-bit ones are read
/// too, and converted. What else a file holds, such as whole numbers, is skipped.
/// See https://huggingface.co/docs/safetensors.
public struct Checkpoint: Sendable {
  /// One named array.
  public typealias Tensor = (name: String, shape: [Int], values: [Float])

  /// Everything that is not a number; stored under `__metadata__`.
  public var metadata: [String: String]
  /// The tensors in the order of their data. `values` are row-major, as many as `shape` multiplies to.
  public var tensors: [Tensor]
  /// The types of the tensors that were skipped, by their names.
  var skipped: [String: String] = [:]

  /// A checkpoint to be written.
  public init(metadata: [String: String] = [:], tensors: [Tensor] = []) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// The tensor of that name.
  /// - Throws: ``FlowError`` that lists the names there are.
  public func tensor(named name: String) throws(FlowError) -> Tensor {
    guard let tensor = tensors.first(where: { $0.name == name }) else {
      if let type = skipped[name] {
        throw FlowError(
          "tensor '\(name)' is of type \(type); parameters are of F64, F32, F16 or BF16: save it as "
            + "one of these")
      }
      // A file may hold thousands.
      let names = tensors.prefix(8).map { String($0.name.prefix(60)) }.joined(separator: ", ")
      let more = tensors.count > 8 ? " and \(tensors.count - 8) more" : ""
      throw FlowError("the checkpoint has no tensor '\(name)', only: \(names)\(more)")
    }
    return tensor
  }

  /// - Throws: ``FlowError`` that names the first number that is none, or is infinite.
  static func requireFinite(_ tensor: Tensor) throws(FlowError) {
    guard let index = tensor.values.firstIndex(where: { !$0.isFinite }) else { return }
    throw FlowError(
      "tensor '\(tensor.name)' has \(tensor.values[index]) at place \(index), and parameters are "
        + "finite in 32 bits; write the file again from parameters that are")
  }

  /// Reads a file.
  /// - Throws: ``FlowError`` if it cannot be read or is damaged.
  public static func read(from path: String) throws(FlowError) -> Checkpoint {
    let data = try Files.read(path)
    do {
      if let kind = FileKind.foreign([UInt8](data.prefix(1 << 16))) {
        throw FlowError(
          "this is \(kind), and a model is a safetensors file that 'train --out' wrote")
      }
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
