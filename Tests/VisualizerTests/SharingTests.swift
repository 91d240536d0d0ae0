import Canvas
import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

@Suite struct SharingTests {
  @Test func theLineNamesEverythingThatDiffers() throws {
    var state = try trainedState()
    state.colorMap = .magma
    state.layers = [.samples]
    state.picture = .lines
    state.probe = Probe(space: .base, point: SIMD2(-1, 0.25))
    state.speed = .flatOut
    state.focus = .loss
    state.zoomed = true
    #expect(
      state.shareLine == "flowscope --flow realnvp --target moons --seed 1 --layers 2 --hidden 8 "
        + "--batch 64 --step 20 --paused --speed flat-out --colormap magma --probe=z:-1.0,0.25 "
        + "--picture lines --show samples --hide grid --focus loss --zoom")
  }

  @Test func aStepInItsPartsIsSharedByItsParts() throws {
    var state = try trainedState()
    state.speed = .slowMotion
    let session = TrainingSession(smallSettings(), threads: 1)
    for _ in 0..<3 { _ = session.advancePart() }
    state.snapshot = session.snapshot(stepsPerSecond: 0)
    #expect(state.shareLine.contains("--step 0 --paused --part 3 --speed slow-motion"))
  }

  @Test func ownPointsAreSharedByTheirFile() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path
    let text = (0..<20).map { "\($0),\($0 * $0 % 7)\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var settings = smallSettings()
    let points = try OwnPoints(readingFrom: path)
    (settings.points, settings.target) = (points, points.name)
    #expect(settings.arguments.prefix(4) == ["--flow", "realnvp", "--data", path])
    #expect(!settings.arguments.contains("--columns"))
    settings.target = "rings"
    #expect(!settings.arguments.contains("--data"))
  }

  @Test func chosenColumnsAreSharedAsTheyWereAskedFor() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path
    let rows = (0..<20).map { "\($0 * $0 % 11);\($0);\($0 * $0 % 7)\n" }.joined()
    try Data(("c;\"a, b\";d\n" + rows).utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var settings = smallSettings()
    let points = try OwnPoints(readingFrom: path, columns: ["a, b", "3"])
    #expect(points.columns == ["a, b", "d"] && points.wantedColumns == ["a, b", "3"])
    (settings.points, settings.target) = (points, points.name)
    let arguments = settings.arguments
    let place = try #require(arguments.firstIndex(of: "--columns"))
    #expect(arguments[place - 2..<place] == ["--data", path])
    #expect(Points.columnNames(arguments[place + 1]) == ["a, b", "3"])
  }

  @Test func whatIsAtItsDefaultIsLeftOut() {
    let state = State(medium: .rich)
    #expect(
      state.shareLine == "flowscope --flow realnvp --target moons --seed 1 --step 0 --paused")
  }

  @Test func probesAndSpeedsAreReadBack() {
    for probe in [
      Probe(space: .data, point: SIMD2(0.5, -1e-7)), Probe(space: .base, point: SIMD2(-2, 3.25)),
    ] {
      #expect(Probe(probe.name) == probe)
    }
    for wrong in ["", "1", "1,2,3", "a,b", "y:1,2", "1,nan", "inf,1"] {
      #expect(Probe(wrong) == nil, "\(wrong)")
    }
    for speed in Speed.ladder { #expect(Speed(name: speed.name) == speed) }
  }

  @Test func sharingShowsTheLineAndCopiesIt() throws {
    var app = App(try trainedState(columns: 80, rows: 24))
    let line = app.state.shareLine
    #expect(app.handle(.key("y")) == [.copy(line)])
    let screen = app.render().lines
    #expect(screen.contains { $0.contains("flowscope --flow realnvp --target moons") })
    #expect(app.handle(.key(.escape)).isEmpty)
    #expect(app.state.panel == nil)
    // Any other key closes it too, and does nothing else.
    _ = app.handle(.key("y"))
    #expect(app.handle(.key(" ")).isEmpty)
    #expect(app.state.panel == nil)
  }

  @Test func aScriptIsPlayedInOrder() throws {
    let script = try ReplayScript(
      "# comment\nspace\n\nwait 0.5\n:\ntype ab\nEnter\nuntil step 9\nclick 3 4\n")
    var replay = Replay(script)
    var seen: [String] = []
    func note(_ event: Event?) {
      switch event {
      case .key(let key): seen.append(key.label)
      case .click(let column, let row, _): seen.append("\(column),\(row)")
      default: break
      }
    }
    note(replay.next(now: 10, step: 0).event)
    let pause = replay.next(now: 10, step: 0)
    #expect(pause.event == nil && pause.wait == 0.5)
    for _ in 0..<9 { note(replay.next(now: 10.6, step: 3).event) }
    #expect(seen == ["space", ":", "a", "b", "Enter"])
    #expect(!replay.isOver)
    note(replay.next(now: 11, step: 9).event)
    #expect(seen.last == "3,4")
    #expect(replay.isOver)
  }

  @Test func aLineThatIsNoKeyIsNamed() {
    for line in ["nonsense", "wait", "wait -1", "click 1", "until 5"] {
      let error = #expect(throws: FlowError.self) { try ReplayScript("space\n\(line)\n") }
      #expect(error?.description.contains("line 2: '\(line)'") == true)
    }
  }
}
