import Foundation
import Testing

@testable import Flows
@testable import Learning

/// A value of each row that is not its default, and values that it refuses.
struct SettingCase: Sendable, CustomTestStringConvertible {
  var setting: Setting
  var text: String
  /// A flow whose layers have it.
  var flow = "realnvp"
  /// Texts that are refused, with a word that the message must have: the value itself always.
  var wrong: [(text: String, says: String)]
  var testDescription: String { setting.name }

  static let all: [SettingCase] = [
    SettingCase(setting: .flow, text: "nsf", flow: "nsf", wrong: [("nope", "realnvp")]),
    SettingCase(
      setting: .target, text: "rings", wrong: [("nope", "moons"), ("painted:", "target")]),
    SettingCase(
      setting: .earlierTargets, text: "5:rings,7:circles",
      wrong: [("5", "300:rings"), ("0:rings", "from 1"), ("3:nope", "moons"), ("3:u1", "energy")]),
    SettingCase(setting: .base, text: "diagonal", wrong: [("nope", "normal")]),
    SettingCase(
      setting: .seed, text: "18446744073709551615", wrong: [("-1", "whole number from 0")]),
    SettingCase(
      setting: .layers, text: "3", wrong: [("0", "1 to 256"), ("257", "1 to 256"), ("x", "whole")]),
    SettingCase(
      setting: .hidden, text: "8,16", wrong: [("4097", "1 to 4096"), ("0", "1"), ("x", "64,64")]),
    SettingCase(
      setting: .bins, text: "12", flow: "nsf", wrong: [("1", "2 to 64"), ("65", "2 to 64")]),
    SettingCase(setting: .logDet, text: "exact", flow: "resflow", wrong: [("magic", "series")]),
    SettingCase(
      setting: .tolerance, text: "0.001", flow: "resflow",
      wrong: [("1.0", "1e-7 to 0.1"), ("1e-08", "1e-7 to 0.1"), ("small", "number")]),
    SettingCase(setting: .solver, text: "dopri5", flow: "cnf", wrong: [("euler", "rk4 or dopri5")]),
    SettingCase(
      setting: .solverSteps, text: "7", flow: "cnf",
      wrong: [("0", "1 to 1000"), ("1001", "1 to 1000"), ("2.5", "whole")]),
    SettingCase(setting: .gradients, text: "adjoint", flow: "cnf", wrong: [("none", "adjoint")]),
    SettingCase(
      setting: .kinetic, text: "0.1", flow: "cnf", wrong: [("-1", "0 to 100"), ("some", "number")]),
    SettingCase(
      setting: .jacobian, text: "0.2", flow: "cnf",
      wrong: [("101", "0 to 100"), ("some", "number")]),
    SettingCase(
      setting: .coupling, text: "ot", flow: "flow-matching", wrong: [("best", "independent")]),
    SettingCase(
      setting: .reflow, text: "2", flow: "flow-matching",
      wrong: [("21", "0 to 20"), ("some", "whole")]),
    SettingCase(
      setting: .noiseSteps, text: "20", flow: "diffusion",
      wrong: [("1", "2 to 1000"), ("1001", "2 to 1000"), ("some", "whole")]),
    SettingCase(
      setting: .latent, text: "1", flow: "gan", wrong: [("0", "1 to 64"), ("x", "whole")]),
    SettingCase(
      setting: .sigma, text: "0.25", flow: "vae",
      wrong: [("0.001", "from 0.01 to 10"), ("11", "from 0.01 to 10"), ("far", "number")]),
    SettingCase(
      setting: .packing, text: "4", flow: "gan", wrong: [("0", "1 to 8"), ("x", "whole")]),
    SettingCase(
      setting: .r1, text: "0.5", flow: "gan", wrong: [("-1.0", "from 0 to 100"), ("far", "number")]),
    SettingCase(
      setting: .discriminatorSteps, text: "2", flow: "gan",
      wrong: [("0", "1 to 20"), ("2.5", "whole")]),
    SettingCase(
      setting: .stretch, text: "-2.5", flow: "affine",
      wrong: [("10.5", "from -10 to 10"), ("far", "number")]),
    SettingCase(
      setting: .stretch2, text: "0.5", flow: "affine",
      wrong: [("10.5", "from -10 to 10"), ("far", "number")]),
    SettingCase(
      setting: .shear, text: "-0.25", flow: "affine",
      wrong: [("10.5", "from -10 to 10"), ("far", "number")]),
    SettingCase(
      setting: .turn, text: "30.0", flow: "affine",
      wrong: [("361.0", "from -360 to 360"), ("far", "number")]),
    SettingCase(
      setting: .shift, text: "1.5", flow: "bent",
      wrong: [("10.5", "from -10 to 10"), ("far", "number")]),
    SettingCase(
      setting: .shift2, text: "-1.0", flow: "affine",
      wrong: [("10.5", "from -10 to 10"), ("far", "number")]),
    SettingCase(
      setting: .bend, text: "-1.5", flow: "bent",
      wrong: [("10.5", "from -10 to 10"), ("far", "number")]),
    SettingCase(
      setting: .lipschitz, text: "1.2", flow: "residual-block",
      wrong: [("-0.5", "from 0 to 5"), ("far", "number")]),
    SettingCase(setting: .batch, text: "64", wrong: [("0", "1 to 1048576"), ("1048577", "1 to")]),
    SettingCase(
      setting: .learningRate, text: "0.0005",
      wrong: [("-1.0", "above 0"), ("11.0", "up to 10"), ("fast", "number"), ("nan", "number")]),
    SettingCase(
      setting: .rateChanges, text: "500:0.0001",
      wrong: [("500", "500:1e-4"), ("5:-1.0", "above 0")]),
    SettingCase(setting: .clip, text: "0.5", wrong: [("0.0", "above 0"), ("inf", "number")]),
    SettingCase(
      setting: .pool, text: "300", wrong: [("0", "1 to 100000000"), ("1", "hundreds")]),
    SettingCase(setting: .cells, text: "0.5", wrong: [("0.0", "from 0.01"), ("10.5", "to 10")]),
    SettingCase(
      setting: .dequantize, text: "gaussian", wrong: [("normal", "uniform, gaussian or none")]),
    SettingCase(setting: .noise, text: "0.1", wrong: [("0.0", "above 0"), ("10.5", "up to 10")]),
    SettingCase(
      setting: .smoothing, text: "0.2", wrong: [("-0.5", "from 0 to 10"), ("11.0", "from 0 to 10")]),
    SettingCase(setting: .keep, text: "best", wrong: [("all", "best or last")]),
  ]

  /// The settings that a row's text makes.
  func settings(_ text: String) throws(FlowError) -> Settings {
    var draft = SettingsDraft()
    try draft.read(flow, as: .flow)
    try draft.read(text, as: setting)
    return try draft.settings { _, path throws(FlowError) in throw FlowError("no file \(path)") }
  }
}

/// What holds of every row of the table of settings.
@Suite struct SettingTests {
  /// Those that say where a user's points are, which have tests of their own.
  private static let ofPoints = ["data", "columns", "scaling", "fingerprint"]

  @Test func everyRowHasACase() {
    #expect(
      Setting.all.map(\.name).filter { !Self.ofPoints.contains($0) }
        == SettingCase.all.map(\.setting.name))
    #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
    for setting in Setting.all {
      #expect(Setting.named(setting.name)?.name == setting.name)
    }
  }

  @Test(arguments: SettingCase.all) func aValueSurvivesTheShareLine(_ test: SettingCase) throws {
    let settings = try test.settings(test.text)
    #expect(settings != Settings())
    #expect(test.setting.text(settings) == test.text)
    var draft = SettingsDraft()
    var words = settings.arguments[...]
    while let name = words.popFirst(), let text = words.popFirst() {
      try draft.read(text, as: try #require(Setting.named(String(name.dropFirst(2)))))
    }
    let again = try draft.settings { _, path throws(FlowError) in
      throw FlowError("no file \(path)")
    }
    #expect(again == settings && again.arguments == settings.arguments)
  }

  @Test(arguments: SettingCase.all) func aValueSurvivesTheModelFile(_ test: SettingCase) throws {
    let settings = try test.settings(test.text)
    let again = try JSONDecoder().decode(Settings.self, from: Data(try settings.json().utf8))
    #expect(again == settings)
    #expect(test.setting.text(again) == test.text)
    // At its default nothing has a value but what always had one.
    let members = try JSONSerialization.jsonObject(with: Data(try Settings().json().utf8))
    let given = (members as? [String: Any])?.filter { !($0.value is NSNull) }
    #expect(given?.keys.sorted() == ["base", "batch", "flow", "seed", "target"])
  }

  @Test(arguments: SettingCase.all) func aValueSurvivesTheOptionsForm(_ test: SettingCase) throws {
    // What was done in a run is no field of the form.
    guard test.setting.steps != nil else { return }
    var start = Settings()
    start.flow = test.flow
    let changed = try test.setting.chosen(test.text, in: start, step: 0)
    #expect(test.setting.shown(changed, step: 0) == test.text)
    #expect(changed == (try test.settings(test.text)))
    // And back to its default, where it has one.
    guard test.setting.defaultWord != nil else { return }
    for word in ["", "default", test.setting.shown(start, step: 0)] {
      let back = try test.setting.chosen(word, in: changed, step: 0)
      #expect(test.setting.shown(back, step: 0) == test.setting.shown(start, step: 0))
    }
  }

  @Test(arguments: SettingCase.all) func valuesOutOfRangeAreNamed(_ test: SettingCase) {
    for (text, says) in test.wrong {
      let error = #expect(throws: FlowError.self) { try test.settings(text) }
      let message = error?.description ?? ""
      #expect(message.contains(says), "\(message)")
      #expect(text.split(separator: ":").contains { message.contains($0) }, "\(message)")
      guard test.setting.steps != nil else { continue }
      var start = Settings()
      start.flow = test.flow
      let refused = #expect(throws: FlowError.self) {
        try test.setting.chosen(text, in: start, step: 0)
      }
      #expect(refused?.description.contains(says) == true)
    }
  }

  /// Else its share line could not be read.
  @Test func theFormRefusesWhatTheCommandLineRefuses() {
    for (flow, setting, text) in [("flow-matching", Setting.layers, "2"), ("planar", .hidden, "8")]
    {
      var settings = Settings()
      settings.flow = flow
      let error = #expect(throws: FlowError.self) {
        try setting.chosen(text, in: settings, step: 0)
      }
      #expect(error?.description.contains(flow) == true)
    }
  }

  @Test func whatOnlySomeLayersHaveIsRefusedElsewhere() throws {
    for test in SettingCase.all {
      guard case .option(let option) = test.setting.scope else { continue }
      for kind in LearnerKind.all where !kind.options.contains(option) {
        var settings = try test.settings(test.text)
        settings.flow = kind.name
        let error = #expect(throws: FlowError.self) { try settings.validateOptions(of: kind) }
        #expect(error?.description.contains("'\(kind.name)' has no option") == true)
        #expect(!test.setting.applies(to: settings))
      }
      // Each has its own value among those of the layers, or of the networks of rivals.
      var (layers, rivals) = (LayerOptions(), RivalOptions())
      test.setting.toLayers?(try test.settings(test.text), &layers)
      test.setting.toRival?(try test.settings(test.text), &rivals)
      switch option {
      case .flow: #expect(layers != LayerOptions(), "\(test.setting.name)")
      case .rival: #expect(rivals != RivalOptions(), "\(test.setting.name)")
      }
    }
  }

  @Test func anotherFamilyBringsItsOwnDefaults() throws {
    for test in SettingCase.all {
      var settings = try test.settings(test.text)
      settings.choose(try FlowFamily.named("maf"))
      #expect(
        test.setting.isGiven(settings) != test.setting.belongsToFamily, "\(test.setting.name)")
    }
  }

  @Test func aUsersPointsAreWrittenAndReadAgain() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path
    let text = (0..<30).map { "\($0 * $0 % 11),\($0),\($0 * $0 % 7)\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var draft = SettingsDraft()
    for (setting, text) in [(Setting.data, path), (.columns, "3,1"), (.scaling, "robust")] {
      try draft.read(text, as: setting)
    }
    let settings = try draft.settings { source, path throws(FlowError) in
      try source.points(at: path)
    }
    #expect(
      settings.arguments.dropFirst(2).prefix(6)
        == ["--data", path, "--columns", "3,1", "--scaling", "robust"])
    #expect(settings.arguments[8..<10] == ["--fingerprint", settings.ownPoints?.fingerprint ?? ""])
    #expect(
      settings.ownPoints?.wantedColumns == ["3", "1"] && !settings.arguments.contains("--target"))
    let again = try JSONDecoder().decode(Settings.self, from: Data(try settings.json().utf8))
    #expect(again == settings && again.ownPoints?.scaling == .robust)
    // Without a file they make no sense.
    let others = "0123456789abcdef"
    for (setting, text) in [
      (Setting.columns, "3,1"), (.scaling, "robust"), (.fingerprint, others),
    ] {
      var draft = SettingsDraft()
      try draft.read(text, as: setting)
      let error = #expect(throws: FlowError.self) { try draft.checkSource() }
      #expect(error?.description.contains(text) == true)
    }
    // A line's fingerprint is of the points that it was made with.
    for (text, isRight) in [(settings.ownPoints?.fingerprint ?? "", true), (others, false)] {
      var named = draft
      try named.read(text, as: .fingerprint)
      let read = Result {
        try named.settings { source, path throws(FlowError) in try source.points(at: path) }
      }
      let points = try? read.get()
      #expect(points == (isRight ? settings : nil))
      guard case .failure(let error) = read else { continue }
      #expect("\(error)".contains(others) && "\(error)".contains(path))
    }
    var both = draft
    try both.read("rings", as: .target)
    #expect(throws: FlowError.self) { try both.checkSource() }
  }
}
