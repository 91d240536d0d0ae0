import Canvas
import Flows
import Learning
import Testing

@testable import Visualizer

/// The floor under the loss steps with the target.
@Suite struct EntropyFloorTests {
  private func state(after earlier: [(until: Int, target: String)], now: String, steps: Int)
    throws -> State
  {
    var settings = smallSettings()
    settings.target = earlier.first?.target ?? now
    let next = earlier.dropFirst().map(\.target) + [now]
    for (change, target) in zip(earlier, next) {
      settings = settings.changed(.target(TargetChoice(target)), atStep: change.until)
    }
    return try Snapshot.trained(
      State(settings: settings, columns: 120, rows: 36, medium: .rich), steps: steps, threads: 1)
  }

  @Test func eachPartHasTheEntropyOfItsTarget() throws {
    let state = try state(after: [(20, "moons"), (30, "rings")], now: "8gaussians", steps: 50)
    let floors = state.entropyFloors
    #expect(floors.map(\.steps) == [0...20, 20...30, 30...50])
    let names = ["moons", "rings", "8gaussians"]
    #expect(floors.map(\.target) == names)
    #expect(floors.map(\.entropy) == names.map { Targets.find($0)?.entropy })
    #expect(state.entropyFloor(atStep: 20)?.target == "moons")
    #expect(state.entropyFloor(atStep: 21)?.target == "rings")
    let plot = lossPlot(state, width: 60)
    #expect(plot.references.map(\.y) == floors.compactMap(\.entropy))
    #expect(plot.references.first?.xRange == 0...20)
    // The shading lies between the curve and the floor of its own part.
    for band in plot.bands {
      let floor = try #require(band.lower.first?.y)
      let part = try #require(floors.first { $0.entropy == floor })
      for point in band.upper { #expect(part.steps.contains(Int(point.x))) }
    }
  }

  @Test func anEarlierPaintingHasNoFloor() throws {
    let painting = PaintedDots(dots: [SIMD2(0, 0), SIMD2(1, 1)], deviation: 0.3)
    let state = try state(after: [(20, painting?.text ?? "")], now: "moons", steps: 40)
    #expect(state.entropyFloors.map(\.entropy) == [nil, Targets.find("moons")?.entropy])
    #expect(lossPlot(state, width: 60).references.map(\.xRange?.lowerBound) == [20])
  }

  @Test func aRunOnOneTargetHasOneFloorAllAlong() throws {
    let state = try state(after: [], now: "moons", steps: 30)
    #expect(lossPlot(state, width: 60).references.map(\.xRange) == [nil])
    #expect(state.entropyFloors.count == 1)
  }

  @Test func anNLLBelowTheFloorIsExplained() throws {
    let state = try state(after: [], now: "moons", steps: 30)
    let entropy = try #require(state.target?.entropy)
    var heldOut = try #require(state.heldOut)
    #expect(state.belowFloor(heldOut, atStep: 30).isEmpty)
    heldOut.nll = entropy - 0.5 * heldOut.standardError
    let words = state.belowFloor(heldOut, atStep: 30)
    #expect(words.allSatisfy { $0.contains("by chance") } && !words.isEmpty)
  }
}
