import Flows
import Foundation

/// A model as a safetensors file: one tensor per block of parameters, and in the metadata what made it:
/// every setting, also those at their default, and the version of this library.
extension Model {
  static let format = "flowscope-1"
  /// The most steps that a file may speak of: sums of steps stay whole numbers.
  static let mostSteps = 1_000_000_000_000

  /// Writes a new file, or one in the place of another model.
  /// - Throws: ``FlowError`` when the settings make no learner or the file cannot be written.
  public func write(to path: String) throws(FlowError) {
    try write(to: OutputFile(path, replacing: .models))
  }

  /// - Throws: ``FlowError`` when the settings make no learner or the file cannot be written.
  public func write(to file: OutputFile) throws(FlowError) {
    try checkpoint().write(to: file)
  }

  /// What the file holds.
  /// - Throws: ``FlowError`` when the settings make no architecture.
  func checkpoint() throws(FlowError) -> Checkpoint {
    let tensors = try settings.parameterLayout().tensors.map { tensor in
      let range = tensor.parameter.offset..<(tensor.parameter.offset + tensor.parameter.count)
      return (name: tensor.name, shape: tensor.shape, values: Array(parameters[range]))
    }
    return Checkpoint(
      metadata: [
        "format": Self.format, "version": LibraryVersion.current.description,
        "settings": try settings.writtenOut.json(), "step": "\(step)",
      ],
      tensors: tensors)
  }

  /// - Throws: ``FlowError`` when the file is missing, damaged, or is not a model of this program.
  public init(readingFrom path: String) throws(FlowError) {
    let checkpoint = try Checkpoint.read(from: path)
    do {
      try self.init(checkpoint)
    } catch {
      throw FlowError("\(path): \(error)")
    }
  }

  /// Reads a model from what a file holds, trusting none of it.
  /// - Throws: ``FlowError`` that says what is wrong, without the file's name.
  init(_ checkpoint: Checkpoint) throws(FlowError) {
    let settings = try Self.settings(in: checkpoint)
    let step = checkpoint.metadata["step"].flatMap { Int($0) } ?? -1
    guard (0...Self.mostSteps).contains(step) else {
      throw FlowError(
        "its step is '\(checkpoint.metadata["step"]?.prefix(40) ?? "")'; a model has a whole number from 0"
      )
    }
    // Before anything of the size that the settings speak of is made.
    let needed = try settings.parameterCount()
    let there = checkpoint.tensors.reduce(0) { $0 + $1.values.count }
    guard needed <= there else {
      throw FlowError(
        "its settings need \(needed) parameters, and it holds \(there) numbers; it is damaged, or its "
          + "settings are of another model")
    }
    let layout = try settings.parameterLayout()
    let parameters = try Self.parameters(layout, in: checkpoint)
    self.init(settings: settings, parameters: parameters, step: step)
  }

  private static func parameters(
    _ layout: ParameterLayout, in checkpoint: Checkpoint
  ) throws(FlowError) -> [Float] {
    let byName = Dictionary(
      checkpoint.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var parameters = layout.initial
    for tensor in layout.tensors {
      // Where it is not there, the checkpoint says which are.
      let found: Checkpoint.Tensor
      if let there = byName[tensor.name] {
        found = there
      } else {
        found = try checkpoint.tensor(named: tensor.name)
      }
      guard found.shape == tensor.shape else {
        throw FlowError(
          "tensor '\(tensor.name)' has shape \(found.shape.prefix(8)), its settings need "
            + "\(tensor.shape)")
      }
      try Checkpoint.requireFinite(found)
      let start = tensor.parameter.offset
      parameters.replaceSubrange(start..<(start + tensor.parameter.count), with: found.values)
    }
    return parameters
  }

  private static func settings(in checkpoint: Checkpoint) throws(FlowError) -> Settings {
    let format = checkpoint.metadata["format"] ?? ""
    guard format.hasPrefix("flowscope-"), let text = checkpoint.metadata["settings"] else {
      throw FlowError(
        "a safetensors file, but not a flowscope model; make one with 'flowscope train --out FILE'")
    }
    guard format == Self.format else {
      throw FlowError(
        "its format is \(format.prefix(40)), and this program, version \(LibraryVersion.current), reads "
          + "\(Self.format); read it with the version that wrote it, or a newer one")
    }
    let version = checkpoint.metadata["version"].flatMap(LibraryVersion.init)
    return try Settings(json: text, writtenBy: version)
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

  /// Reads what ``json()`` writes. Values that are this program's defaults count as not chosen.
  /// - Parameter version: of the program that wrote them; `nil` for those that did not say.
  /// - Throws: ``FlowError`` for a text that is no settings, or has a name that this program does not know.
  init(json: String, writtenBy version: LibraryVersion?) throws(FlowError) {
    let settings: Settings
    let names: [String]
    do {
      let data = Data(json.utf8)
      settings = try JSONDecoder().decode(Settings.self, from: data)
      names = try JSONDecoder().decode(MemberNames.self, from: data).names
    } catch {
      throw FlowError("the settings in its metadata cannot be read: \(json.prefix(400))")
    }
    if let name = RepeatedName.first(in: json.utf8) {
      throw FlowError("the settings in its metadata have '\(name.prefix(60))' twice")
    }
    // Files from before they had a version may hold names of settings that are no more.
    let known = Set(Setting.all.compactMap { $0.coding?.key.stringValue })
    if let version, let name = names.first(where: { !known.contains($0) }) {
      throw FlowError(
        "it has a setting '\(name.prefix(60))' of version \(version), which this version, "
          + "\(LibraryVersion.current), does not know; read it with the version that wrote it")
    }
    self = settings.withoutDefaults
  }
}

/// The names of an object's members.
private struct MemberNames: Decodable {
  let names: [String]

  init(from decoder: any Decoder) throws {
    names = try decoder.container(keyedBy: SettingKey.self).allKeys.map(\.stringValue).sorted()
  }
}
