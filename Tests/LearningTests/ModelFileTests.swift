import Foundation
import Testing

@testable import Flows
@testable import Learning

/// What a model's file says, and what a file must not say.
@Suite struct ModelFileTests {
  private func model(_ flow: String = "linear", _ change: (inout Settings) -> Void = { _ in })
    throws -> Model
  {
    var settings = Settings()
    settings.flow = flow
    change(&settings)
    return Model(
      settings: settings, parameters: try Architecture(settings).layout.initial, step: 7)
  }

  private func error(reading checkpoint: Checkpoint) -> String {
    do {
      _ = try Model(checkpoint)
      return ""
    } catch { return "\(error)" }
  }

  @Test(arguments: FlowFamily.all)
  func everySettingIsWrittenOutAndReadAsItWas(family: FlowFamily) throws {
    for solver in family.options.contains(.solver) ? [nil, ODESolver.dopri5] : [nil] {
      let model = try model(family.name) { $0.solver = solver }
      let checkpoint = try model.checkpoint()
      let read = try Model(checkpoint)
      #expect(read.settings == model.settings && read.step == 7)
      #expect(read.parameters == model.parameters)
      #expect(checkpoint.metadata["version"] == LibraryVersion.current.description)
      let text = try #require(checkpoint.metadata["settings"])
      let members = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      for setting in Setting.all where setting.applies(to: model.settings) {
        guard let key = setting.coding?.key.stringValue else { continue }
        #expect(members[key] != nil, "\(key)")
        // Only of these is no value a value.
        let knobs = HandKnob.allCases.map(\.option.rawValue)
        let optional = ["pool", "noise", "cells", "dequantize", "tolerance", "solverSteps"]
        if !(optional + knobs).contains(key) {
          #expect(!(members[key] is NSNull), "\(key)")
        }
      }
      #expect(members["layers"] as? Int == family.defaultLayers)
      #expect(members["learningRate"] as? Double == model.settings.namedFamily?.defaultLearningRate)
    }
  }

  @Test func aFileMeansTheSameWhereDefaultsAreOthers() throws {
    var checkpoint = try model("nsf").checkpoint()
    // As if a program whose splines have 12 bins by default had written it.
    let other = try model("nsf") { ($0.bins, $0.layers) = (12, 2) }
    checkpoint = try other.checkpoint()
    #expect(try Model(checkpoint).settings.bins == 12)
    #expect(try Model(checkpoint).settings.hidden == nil)
  }

  /// Written by flowscope before its files said which version wrote them.
  private static let old =
    "qAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJmbG93c2NvcGUtMSIsInNldHRpbmdzIjoie1wiYmFzZVwiOlwi"
    + "bm9ybWFsXCIsXCJiYXRjaFwiOjMyLFwiZmxvd1wiOlwibGluZWFyXCIsXCJzZWVkXCI6MSxcInRhcmdldFwiOlwibW9vbnNc"
    + "In0iLCJzdGVwIjoiMyJ9LCJsYXllcnMuMC5sb2dEaWFnb25hbCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMl0sImRhdGFf"
    + "b2Zmc2V0cyI6WzAsOF19LCJsYXllcnMuMC5sb3dlciI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0"
    + "cyI6WzgsMTJdfSwibGF5ZXJzLjAudXBwZXIiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOlsx"
    + "MiwxNl19LCJzaGlmdCI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzE2LDI0XX19ICAgICAg"
    + "+qIVOrGV87iWKhW6XisVus6YDjmmvww6"

  @Test func filesOfOlderProgramsAreRead() throws {
    let data = try #require(Data(base64Encoded: Self.old))
    let saved = try SavedRun(Checkpoint(reading: data))
    #expect(saved.model.settings.flow == "linear" && saved.model.settings.batch == 32)
    #expect(saved.model.step == 3 && saved.state == nil && saved.version == nil)
    #expect(saved.model.parameters.first?.bitPattern == 0x3A15_A2FA)
  }

  @Test func whatIsNoParameterIsRefused() throws {
    let good = try model().checkpoint()
    for (tensor, values) in good.tensors.map({ ($0.name, $0.values) }) {
      for index in values.indices {
        for value in [Float.nan, -.infinity] {
          var checkpoint = good
          let place = try #require(checkpoint.tensors.firstIndex { $0.name == tensor })
          checkpoint.tensors[place].values[index] = value
          let message = error(reading: checkpoint)
          #expect(message.contains(tensor) && message.contains("place \(index)"), "\(message)")
        }
      }
    }
  }

  @Test(arguments: [
    (#""layers":1"#, #""layers":1000000000"#, "1 to 256"),
    (#""layers":1"#, #""layers":256,"layers":1"#, "'layers' twice"),
    (#""layers":1"#, #""layers":1,"\u006cayers":1"#, "'layers' twice"),
    (#""layers":1"#, #""layers":1e30"#, "cannot be read"),
    (#""layers":1"#, #""layers":-1"#, "1 to 256"),
    (#""layers":1"#, #""layers":256"#, "need"),
    (#""layers":1"#, #""layerz":1"#, "'layerz'"),
    (#""batch":512"#, #""batch":999999999999"#, "1 to 1048576"),
    (#""base":"normal""#, #""base":"nope""#, "nope"),
    (#""flow":"linear""#, #""flow":"nsf","bins":64,"x":1"#, "'bins' twice"),
    (#""flow":"linear""#, #""flow":"planar""#, "no tensor"),
    (#""flow":"linear""#, #""flow":"realnvp""#, "need"),
    (#""target":"moons""#, #""target":"nope""#, "moons"),
    (#""target":"moons""#, #""target":7"#, "cannot be read"),
  ])
  func hostileSettingsAreRefusedByName(part: String, hostile: String, says: String) throws {
    var checkpoint = try model().checkpoint()
    let text = try #require(checkpoint.metadata["settings"])
    #expect(text.contains(part))
    checkpoint.metadata["settings"] = text.replacing(part, with: hostile)
    let message = error(reading: checkpoint)
    #expect(message.contains(says), "\(message)")
  }

  @Test func nothingOfTheSizeThatAFileSpeaksOfIsMade() throws {
    // Each would take from 4 GB to 250 GB.
    let widest = Array(repeating: "4096", count: 16).joined(separator: ",")
    for flow in ["realnvp", "nsf-ar", "glow", "cnf", "iresnet", "resflow", "naf"] {
      var checkpoint = try model(flow).checkpoint()
      checkpoint.tensors.removeLast(checkpoint.tensors.count - 2)
      let text = try #require(checkpoint.metadata["settings"])
      let hidden = try #require(
        try JSONDecoder().decode(Settings.self, from: Data(text.utf8)).hidden)
      let layers = try #require(FlowFamily.find(flow)).defaultLayers
      checkpoint.metadata["settings"] =
        text.replacing("[\(hidden.map(String.init).joined(separator: ","))]", with: "[\(widest)]")
        .replacing("\"layers\":\(layers)", with: "\"layers\":256")
      let clock = ContinuousClock()
      let taken = clock.measure {
        let message = error(reading: checkpoint)
        #expect(message.contains("parameters, and it holds"), "\(flow): \(message)")
      }
      #expect(taken < .seconds(5))
    }
    var settings = Settings()
    (settings.layers, settings.hidden) = (256, [4096, 4096, 4096])
    let message = #expect(throws: FlowError.self) { try Trainer(settings, threads: 1) }
    #expect("\(message.map { "\($0)" } ?? "")".contains("8596226560 parameters"))
  }

  @Test func descriptionsThatNoPointsHaveAreRefused() throws {
    let settings = try SavedRunTests.own("linear")
    let model = Model(
      settings: settings, parameters: try Architecture(settings).layout.initial, step: 0)
    let good = try model.checkpoint()
    #expect(error(reading: good) == "")
    let text = try #require(good.metadata["settings"])
    let deviation = try #require(text.firstMatch(of: /"deviation":\[[^\]]*\]/)?.output)
    let correlation = try #require(text.firstMatch(of: /"correlation":[-0-9.e]*/)?.output)
    for (part, hostile) in [
      (deviation, #""deviation":[0,1]"#), (deviation, #""deviation":[1,-2]"#),
      (deviation, #""deviation":[1]"#), (deviation, #""deviation":[1,2,3]"#),
      (correlation, #""correlation":1"#), (correlation, #""correlation":-7"#),
    ] {
      var checkpoint = good
      checkpoint.metadata["settings"] = text.replacing(part, with: hostile)
      #expect(error(reading: checkpoint) != "", "\(hostile)")
    }
  }

  @Test func filesOfNewerFormatsAreToldFromForeignOnes() throws {
    var newer = try model().checkpoint()
    newer.metadata["format"] = "flowscope-2"
    #expect(error(reading: newer).contains("flowscope-2"))
    var foreign = newer
    foreign.metadata["format"] = "pt"
    #expect(error(reading: foreign).contains("not a flowscope model"))
    var lost = newer
    lost.metadata["format"] = "flowscope-1"
    for step in ["", "-1", "1.5", "99999999999999999999"] {
      lost.metadata["step"] = step
      #expect(error(reading: lost).contains("step"))
    }
  }

  // MARK: Other types of numbers

  /// A file with tensors of any types.
  private func file(_ tensors: [(name: String, type: String, shape: [Int], bytes: [UInt8])]) -> Data
  {
    var offset = 0
    let entries = tensors.map { tensor in
      defer { offset += tensor.bytes.count }
      return #""\#(tensor.name)":{"dtype":"\#(tensor.type)","shape":\#(tensor.shape),"#
        + #""data_offsets":[\#(offset),\#(offset + tensor.bytes.count)]}"#
    }
    let header = "{\(entries.joined(separator: ","))}"
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    return Data(length + header.utf8 + tensors.flatMap(\.bytes))
  }

  private func little(_ bits: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
  }

  @Test func otherTypesAreConverted() throws {
    // Bits of 1, −2.5, the smallest number above 0, 0.1 and a large one, as each type has them.
    let halves: [UInt64] = [0x3C00, 0xC100, 0x0001, 0x2E66, 0x7BFF]
    let brains: [UInt64] = [0x3F80, 0xC020, 0x0001, 0x3DCD, 0x7F7F]
    let doubles: [Double] = [1, -2.5, 0x1p-1070, 0.1, 3e38]
    let read = try Checkpoint(
      reading: file([
        ("half", "F16", [5], halves.flatMap { little($0, 2) }),
        ("brain", "BF16", [5], brains.flatMap { little($0, 2) }),
        ("double", "F64", [5], doubles.flatMap { little($0.bitPattern, 8) }),
      ]))
    #expect(
      try read.tensor(named: "half").values == [1, -2.5, 0x1p-24, 0.0999755859375, 65504])
    #expect(
      try read.tensor(named: "brain").values.map(\.bitPattern)
        == brains.map { UInt32($0) << 16 })
    #expect(try read.tensor(named: "double").values == doubles.map { Float($0) })
    let odd = try Checkpoint(
      reading: file([
        ("half", "F16", [3], [0x7C00, 0xFC00, 0x7E00].flatMap { little($0, 2) })
      ])
    ).tensor(named: "half").values
    #expect(odd[0] == .infinity && odd[1] == -.infinity && odd[2].isNaN)
  }

  @Test func whatIsNotNeededIsSkippedAndWhatIsNeededIsNamed() throws {
    let model = try model()
    var tensors = try model.checkpoint().tensors.map { tensor in
      (
        name: tensor.name, type: "F64", shape: tensor.shape,
        bytes: tensor.values.flatMap { little(Double($0).bitPattern, 8) }
      )
    }
    for (type, bytes) in [("BOOL", 3), ("I64", 24), ("U8", 3), ("NEWER", 5), ("F32", 12)] {
      tensors.insert(("extra.\(type)", type, [3], Array(repeating: 1, count: bytes)), at: 1)
    }
    var checkpoint = try Checkpoint(reading: file(tensors))
    checkpoint.metadata = try model.checkpoint().metadata
    #expect(try Model(checkpoint).parameters == model.parameters)
    tensors[0].type = "I64"
    var whole = try Checkpoint(reading: file(tensors))
    whole.metadata = checkpoint.metadata
    #expect(error(reading: whole).contains("I64"), "\(error(reading: whole))")
  }
}
