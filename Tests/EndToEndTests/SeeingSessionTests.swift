import Foundation
import Testing
import Visualizer

/// The views, played in a pseudo-terminal as a user would.
@Suite(.serialized) struct SeeingSessionTests {
  /// What each view says about itself while training runs, in the order of the `v` key.
  private static let signs: [(view: ViewName, words: [String])] = [
    ("probe", ["at the probe", "1.00 →", "σ₁", "f expands"]),
    ("morph", ["the probe's way", "depth", "log p"]),
    ("mass", ["the same circle", "areas and masses"]),
    ("layers", ["of each layer over the data", "± sd"]),
    ("loss", ["negative log-likelihood", "its two parts"]),
    ("difference", ["how far apart", "model − target"]),
    ("1d", ["the map along z₁", "p_z on the line"]),
    ("invariants", ["what must hold", "round trip x → z → x"]),
    ("remedies", ["the bridge and the target", "how to read it"]),
    ("estimates", ["log|det| is a sum", "of each layer"]),
    ("field", ["what the layer does", "each layer, mean"]),
  ]

  @Test func everyViewShowsWhileTrainingRuns() throws {
    let session = try Session.flowscope(
      ["--layers", "2", "--hidden", "16"], columns: 120, rows: 36)
    try session.waitUntil("the panes") { $0.contains("change of variables") }
    for (view, words) in Self.signs {
      session.type("v")
      try session.waitUntil("the \(view) view") { screen in words.allSatisfy(screen.contains) }
    }
    session.type("v")
    try session.waitUntil("the panes again") { $0.contains("change of variables") }
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.unknownSequences == [])
    #expect(session.leftovers == [])
  }

  @Test func theMorphArrivesAndComesBack() throws {
    let session = try Session.flowscope(
      ["--paused", "--layers", "2", "--hidden", "16"], columns: 80, rows: 24)
    try session.waitUntil("a paused start") { $0.contains("step 0") }
    session.type("vv")
    try session.waitUntil("data space") { $0.contains("x · data space") }
    // It turns back by itself.
    try session.waitUntil("base space") { $0.contains("z · base space") }
    session.type("m[[[[[[[[]")
    try session.waitUntil("a quarter of a layer") { $0.contains("in coupling 1, 25 %") }
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
  }
}
