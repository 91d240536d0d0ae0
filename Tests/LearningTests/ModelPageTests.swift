import Foundation
import Testing

@testable import Flows
@testable import Learning

/// The page about model files speaks of everything that is in them.
@Suite struct ModelPageTests {
  private let page: String

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    page = try String(
      contentsOf: root.appending(path: "Sources/Flows/Flows.docc/ModelFiles.md"), encoding: .utf8)
  }

  /// What stands below a heading, up to the next one of its level.
  private func section(_ heading: String) throws -> Substring {
    let level = heading.prefix { $0 == "#" }
    let start = try #require(page.range(of: "\n\(heading)\n"), "no section '\(heading)'").upperBound
    let rest = page[start...]
    return rest[..<(rest.range(of: "\n\(level) ")?.lowerBound ?? rest.endIndex)]
  }

  /// A tensor's name as the page has it: without its layer, and k for its number.
  private func named(_ tensor: String) -> String {
    let parts = tensor.split(separator: ".")
    let name = parts.first == "layers" ? parts.dropFirst(2).joined(separator: ".") : tensor
    return "`\(name.replacing(/[0-9]+/, with: "k"))`"
  }

  @Test(arguments: FlowFamily.all) func everyBufferOfAFamilyIsNamed(family: FlowFamily) throws {
    var settings = Settings()
    settings.flow = family.name
    let section = try section("### \(family.name)")
    for tensor in try Architecture(settings).layout.tensors {
      #expect(section.contains(named(tensor.name)), "\(tensor.name)")
    }
  }

  @Test(arguments: Rivals.all) func everyNetworkOfARivalIsNamed(rival: Rival) throws {
    var settings = Settings()
    settings.flow = rival.name
    let section = try section("### \(rival.name)")
    for tensor in try settings.parameterLayout().tensors {
      let parts = tensor.name.split(separator: ".")
      let network = parts.dropFirst().dropLast().joined(separator: ".")
      let isPlain = parts.last?.wholeMatch(of: /(weight|bias)[0-9]/) != nil
      // Layers are named by the first and the last.
      let name = isPlain ? network.replacing(/layer[1-9]$/, with: "layer0") : tensor.name
      let isNamed = section.contains("`\(name)`")
      #expect(isNamed || name.contains(/flow[1-3]\.layer0/), "\(tensor.name)")
      if !isPlain {
        let shape = tensor.shape.map(String.init).joined(separator: ", ")
        #expect(section.contains("`\(tensor.name)` `[\(shape)]`"), "\(tensor.name)")
      }
    }
  }

  @Test(arguments: Bases.all) func everyBufferOfABaseIsNamed(base: Base) throws {
    let section = try section("## Bases")
    var layout = ParameterLayout()
    _ = base.placed(in: &layout)
    let row = try #require(
      section.split(separator: "\n").first { $0.hasPrefix("| `\(base.name)` |") })
    for tensor in layout.tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ", ")
      #expect(row.contains("`\(tensor.name)` `[\(shape)]`"), "\(tensor.name)")
    }
  }

  @Test func everySettingAndAllMetadataAreNamed() throws {
    let settings = try section("### Settings")
    for setting in Setting.all {
      guard let key = setting.coding?.key.stringValue else { continue }
      #expect(settings.contains("`\(key)`"), "\(key)")
    }
    let trainer = try Trainer(SavedRunTests.own("linear"), threads: 1)
    var checkpoint = try trainer.keptModel().checkpoint()
    try trainer.state().write(to: &checkpoint)
    let metadata = try section("### Metadata")
    for key in checkpoint.metadata.keys { #expect(metadata.contains("| `\(key)` |"), "\(key)") }
    let state = try section("## A run that can go on")
    for tensor in checkpoint.tensors where tensor.name.hasPrefix("training.") {
      #expect(state.contains("`\(tensor.name)`"), "\(tensor.name)")
    }
  }
}
