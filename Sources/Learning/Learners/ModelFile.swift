import Flows
import Foundation

/// A model as a safetensors file: one tensor per block of parameters, the settings in the metadata.
extension Model {
  private static let format = "flowscope-1"

  /// Writes a new file, or one in the place of another model.
  /// - Throws: ``FlowError`` when the settings make no learner or the file cannot be written.
  public func write(to path: String) throws(FlowError) {
    try write(to: OutputFile(path, replacing: .models))
  }

  /// - Throws: ``FlowError`` when the settings make no learner or the file cannot be written.
  public func write(to file: OutputFile) throws(FlowError) {
    let tensors = try settings.parameterLayout().tensors.map { tensor in
      let range = tensor.parameter.offset..<(tensor.parameter.offset + tensor.parameter.count)
      return (name: tensor.name, shape: tensor.shape, values: Array(parameters[range]))
    }
    let checkpoint = Checkpoint(
      metadata: ["format": Self.format, "settings": try settings.json(), "step": "\(step)"],
      tensors: tensors)
    try checkpoint.write(to: file)
  }

  /// - Throws: ``FlowError`` when the file is missing, damaged, or is not a model of this program.
  public init(readingFrom path: String) throws(FlowError) {
    let checkpoint = try Checkpoint.read(from: path)
    guard checkpoint.metadata["format"] == Self.format,
      let settingsText = checkpoint.metadata["settings"],
      let step = checkpoint.metadata["step"].flatMap({ Int($0) })
    else {
      throw FlowError(
        "\(path): a safetensors file, but not a flowscope model; make one with "
          + "'flowscope train --out FILE'")
    }
    let settings: Settings
    do {
      settings = try JSONDecoder().decode(Settings.self, from: Data(settingsText.utf8))
    } catch {
      throw FlowError("\(path): the settings in its metadata cannot be read: \(settingsText)")
    }
    let layout = try settings.parameterLayout()
    var parameters = layout.initial
    for tensor in layout.tensors {
      let found = try checkpoint.tensor(named: tensor.name)
      guard found.shape == tensor.shape else {
        throw FlowError(
          "\(path): tensor '\(tensor.name)' has shape \(found.shape), its settings need "
            + "\(tensor.shape)")
      }
      let start = tensor.parameter.offset
      parameters.replaceSubrange(start..<(start + tensor.parameter.count), with: found.values)
    }
    self.init(settings: settings, parameters: parameters, step: step)
  }
}

extension Settings {
  func json() throws(FlowError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw FlowError("the settings cannot be written as JSON: \(error)")
    }
  }
}
