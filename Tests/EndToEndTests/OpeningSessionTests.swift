import Testing

/// The first seconds of an untouched start.
@Suite(.serialized) struct OpeningSessionTests {
  private func step(_ screen: Screen) -> Int? {
    guard let place = screen.find("step ") else { return nil }
    let rest = screen.line(place.row).dropFirst(place.column + 5).drop { $0 == " " }
    return Int(rest.prefix { $0.isNumber || $0 == "," }.replacing(",", with: ""))
  }

  @Test func step0IsHeldThenLearnedSlowlyThenFaster() throws {
    let session = try Session.flowscope(["--layers", "2", "--hidden", "8"], opens: true)
    let clock = ContinuousClock()
    let held = try session.waitUntil("step 0, held") {
      $0.contains("▶ opening") && $0.contains("f is the identity")
    }
    let start = clock.now
    #expect(step(held) == 0)
    session.watch(for: .seconds(1))
    #expect(step(session.screen) == 0)
    try session.waitUntil("the first steps, one a frame") {
      $0.contains("▶ ×1 ") && step($0) ?? 0 > 0
    }
    #expect(clock.now - start > .seconds(1.2))
    func rate(over seconds: Double) -> Double {
      let (before, begin) = (step(session.screen) ?? 0, clock.now)
      session.watch(for: .seconds(seconds))
      let after = step(session.screen) ?? 0
      return Double(after - before) / ((clock.now - begin) / .seconds(1))
    }
    let slow = rate(over: 1)
    #expect((10...60).contains(slow), "\(slow) steps a second")
    try session.waitUntil("a faster pace") { $0.contains("▶ ×4 ") }
    let faster = rate(over: 1)
    #expect(faster > 1.5 * slow, "\(faster) steps a second after \(slow)")
    // A speed key ends it, and the speed holds when a run begins again.
    session.type("+")
    try session.waitUntil("the chosen speed") { $0.contains("▶ ×10 ") }
    session.type("r")
    try session.waitUntil("no second opening") { $0.contains("▶ ×10 ") && step($0) ?? 0 > 0 }
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(session.leftovers == [])
  }
}
