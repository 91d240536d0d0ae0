import Canvas
import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

/// `State(arguments:)` takes back what `State.arguments` writes.
@Suite struct StateArgumentsTests {
  /// The same arguments again, and so the same from then on.
  private func expectBack(_ state: State, _ what: String) throws {
    let again = try State(arguments: state.arguments, medium: state.medium)
    #expect(again.arguments == state.arguments, "\(what)")
    #expect(again.settings == state.settings, "\(what)")
    #expect(!again.running && again.view == state.view && again.colorMap == state.colorMap)
  }

  @Test func everyViewAndFormComesBack() throws {
    for view in ViewName.allCases {
      for form in 0..<view.forms {
        var state = State(settings: smallSettings(), medium: .rich)
        state.show(view)
        state.setForm(form, of: view)
        try expectBack(state, "\(view) \(form)")
        #expect(try State(arguments: state.arguments).form(of: view) == form)
        // With everything that its keys change.
        for key in Views.named(view).keys {
          if case .view(let action) = key.action { _ = state.perform(action) }
        }
        try expectBack(state, "\(view) \(form) with its keys")
      }
    }
  }

  @Test func everySwitchOfTheScreenComesBack() throws {
    var states: [State] = []
    func add(_ change: (inout State) -> Void) {
      var state = State(settings: smallSettings(), medium: .plain)
      change(&state)
      states.append(state)
    }
    for speed in Speed.ladder { add { $0.speed = speed } }
    for map in State.densityMaps { add { $0.colorMap = map } }
    for pane in Pane.allCases { add { $0.focus = pane } }
    for way in GridWay.allCases { add { $0.gridWay = way } }
    for picture in Picture.allCases { add { $0.picture = picture } }
    for layers in [[], [.samples], [.grid], PictureLayer.allCases] {
      add { $0.layers = Set(layers) }
    }
    for point in [SIMD2(-1, 0.25), SIMD2(1e-7, -3)] {
      add { $0.probe = Probe(space: .base, point: point) }
      add { $0.probe = Probe(space: .data, point: point) }
    }
    add { $0.zoomed = true }
    add { $0.lossCursor = 40 }
    add { $0.beginning = State.Beginning(step: 300, part: 0) }
    add { ($0.beginning, $0.speed) = (State.Beginning(step: 3, part: 2), .slowMotion) }
    add { $0[ViewReach.self].radius = 1.25 }
    for state in states { try expectBack(state, state.shareLine) }
  }

  @Test func everyModeComesBack() throws {
    var raced = try trainedState()
    _ = update(&raced, .key("w"))
    #expect(raced.race != nil)
    try expectBack(raced, "a race")
    var painted = try trainedState()
    for key in ["p", " ", .right, " "] as [Key] { _ = update(&painted, .key(key)) }
    #expect(painted.settings.targetChoice.painting?.count == 2)
    try expectBack(painted, "a painting")
    #expect(painted.arguments.contains("--earlier-targets"))
  }

  @Test func everySettingComesBack() throws {
    for family in FlowFamily.all {
      var settings = smallSettings()
      settings.choose(family)
      for setting in Setting.options(State(settings: settings, medium: .rich))
      where ![Setting.flow.name, Setting.target.name].contains(setting.name) {
        for offset in [1, -1] {
          let changed = try? setting.stepped(settings, by: offset, step: 0)
          guard let changed, changed != settings else { continue }
          try expectBack(State(settings: changed, medium: .rich), "\(family.name) \(setting.name)")
        }
      }
      let late = try Setting.learningRate.set("0.0005", in: settings, step: 30)
      try expectBack(
        State(settings: late, medium: .rich), "\(family.name) and a change of its rate")
    }
    for target in Targets.all {
      var settings = smallSettings()
      settings.target = target.name
      try expectBack(State(settings: settings, medium: .rich), target.name)
    }
  }

  @Test func aUsersPointsComeBack() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path
    let text = (0..<30).map { "\($0 * $0 % 11),\($0),\($0 * $0 % 7)\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let state = try State(
      arguments: ["--data", path, "--columns=3,1", "--scaling", "robust", "--smoothing", "0.1"])
    try expectBack(state, "points")
    #expect(state.ownPoints?.count == 30)
    // The form has what is only for them.
    let titles = Setting.options(state).map(\.name)
    #expect(titles.contains("smoothing") && titles.contains("keep"))
  }

  /// What the older program showed for `y`.
  @Test(arguments: [
    "--flow realnvp --target moons --seed 1 --step 0 --paused",
    "--flow cnf --target rings --base diagonal --seed 3 --layers 2 --hidden 8,16 --log-det exact "
      + "--tolerance 0.001 --solver dopri5 --batch 64 --lr 0.01 --lr-change 20:0.001 --clip 0.5 "
      + "--pool 300 --noise 0.2 --keep best --step 40 --paused",
    "--flow nsf --target painted:PAAAgQQ_-A --earlier-targets 5:moons,10:1,20:+AAA,25:1 --seed 1 "
      + "--bins 12 --step 30 --paused --speed flat-out --colormap magma --probe=z:-1.0,0.25 "
      + "--show samples --hide heatmap,grid --grid back --focus loss --cursor 20 --zoom",
    "--flow realnvp --target moons --seed 1 --step 0 --paused --part 3 --speed slow-motion",
    "--flow realnvp --target moons --seed 1 --step 7 --paused --view morph --depth 0.25",
    "--flow realnvp --target moons --seed 1 --step 7 --paused --view estimates --form 2 --layer 2",
    "--flow realnvp --target moons --seed 1 --step 7 --paused --view mass --radius 1.5",
  ])
  func anOldLineIsReadAndWrittenAgain(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    // Without its heatmap the older picture was what is called the board today.
    let today = line.replacing(
      "--show samples --hide heatmap,", with: "--picture board --show samples --hide ")
    let written = today.split(separator: " ").map(String.init)
    #expect(try State(arguments: words).arguments == written)
    #expect(try State(arguments: ["flowscope"] + words).arguments == written)
  }

  @Test(arguments: [
    ("moons", "'moons'"), ("--nonsense 3", "--nonsense"), ("--flow", "--flow: a value"),
    ("--flow nope", "nope"), ("--layers 0", "layers 0: choose 1 to 256"), ("--view nope", "main"),
    ("--view morph --form 9", "--form 9"), ("--probe 1", "'1' is no point"),
    ("--step -1", "--step -1"),
    ("--part 7", "--part 7"), ("--part 2", "slow-motion"), ("--speed warp", "flat-out"),
    ("--colormap jet", "viridis"), ("--show dots", "samples"), ("--picture nope", "lines"),
    ("--depth far", "--depth far"),
    ("--radius nan", "--radius nan"), ("--layer x", "--layer x"), ("--focus me", "ledger"),
    ("--grid up", "forward"), ("--cursor x", "--cursor x"), ("--data nowhere.csv", "nowhere.csv"),
    ("--columns 1,2", "--data"), ("--flow planar --hidden 8", "hidden"),
    ("--flow planar --bins 8", "'bins'"),
  ])
  func whatMakesNoSenseIsNamed(_ line: String, says: String) {
    let error = #expect(throws: FlowError.self) {
      try State(arguments: line.split(separator: " ").map(String.init))
    }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }
}
