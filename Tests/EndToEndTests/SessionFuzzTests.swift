import Foundation
import Testing

/// Random bytes, resizes and signals to the real program, the same ones every time. `FLOWSCOPE_FUZZ=full` makes
/// 100,000 of them, and watches an hour of frames; `demos/prove` does.
@Suite(.serialized) struct SessionFuzzTests {
  private static let isFull = ProcessInfo.processInfo.environment["FLOWSCOPE_FUZZ"] == "full"
  /// Events before this one are left out: `FLOWSCOPE_FUZZ_FROM=25000`.
  private static let from =
    ProcessInfo.processInfo.environment["FLOWSCOPE_FUZZ_FROM"].flatMap { Int($0) } ?? 0
  private static let count = isFull ? 100_000 : 1500

  /// Knuth's generator of 64 bits, of which the upper ones are good.
  private struct Chance {
    var state: UInt64
    mutating func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
  }

  /// Keys of the table and of none, without those that end the program.
  private static let plain = Array(
    " ,.<>+-MrRfFdDbBowphsgcHJKLxvVma[]zl:y?tunieEkjT/\\(){}!0123456789X\r\t\u{7F}~é")
  private static let sequences = [
    "\u{1B}OA", "\u{1B}OB", "\u{1B}OC", "\u{1B}OD", "\u{1B}[1;2A", "\u{1B}[1;2D", "\u{1B}[5~",
    "\u{1B}[6~",
    "\u{1B}[Z", "\u{1B}[I", "\u{1B}[O", "\u{1B}[99;3u", "\u{1B}[<64;20;10M", "\u{1B}[<65;60;10M",
    "\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\", "\u{1B}]11;rgb:0000/0000/0000\u{7}", "\u{1B}[?62;4;22c",
    "\u{1B}[?1016;2$y", "\u{1B}[6;16;8t", "\u{1B}[12;40R", "\u{1B}_Gi=31;OK\u{1B}\\",
    "\u{1B}P1$r0m\u{1B}\\",
    "\u{1B}[200~moons\r\u{1B}[201~", "\u{1B}", "\u{1B}[", "\u{1B}]8;", "\u{1B}P", "\u{1A}",
  ]

  private func start(in folder: String) throws -> Session {
    // It leads its session, so nothing stops it but SIGSTOP: after SIGTSTP it gives the terminal away and takes it
    // back at once. With a shell, which of the two has the terminal after a signal of ours would be chance.
    let script = """
      cd '\(folder)'; exec '\(try Program.flowscope())' --layers 2 --hidden 8 --threads 1
      """
    let session = try Session(
      "/bin/sh", ["-c", script], columns: 100, rows: 30, environment: ["XDG_STATE_HOME": folder],
      pixels: PixelTerminal())
    try session.waitUntil("the screen") { _ in session.isAlternateScreen }
    return session
  }

  /// What happens next.
  private func disturbance(_ chance: inout Chance) -> (Session) -> Void {
    switch chance.below(100) {
    case 0..<50:
      let keys = (0...chance.below(3)).map { _ in Self.plain[chance.below(Self.plain.count)] }
      return { $0.type(String(keys)) }
    case 50..<70:
      let sequence = Self.sequences[chance.below(Self.sequences.count)]
      return { $0.type(sequence) }
    case 70..<85:
      let (column, row) = (chance.below(140) + 1, chance.below(50) + 1)
      let code = [0, 32, 35, 2][chance.below(4)]
      let final = chance.below(3) == 0 ? "m" : "M"
      return { $0.type("\u{1B}[<\(code);\(column);\(row)\(final)") }
    case 85..<90:
      let ends: Set<UInt8> = [0x03, 0x1C, UInt8(ascii: "q")]
      let bytes = (0..<chance.below(12)).map { _ in UInt8(chance.below(256)) }
      return { $0.type(bytes: bytes.filter { !ends.contains($0) }) }
    case 90..<93:
      let (columns, rows) = (chance.below(200) + 1, chance.below(60) + 1)
      return { $0.resize(columns: columns, rows: rows) }
    case 93..<96:
      let signal = [SIGWINCH, SIGCONT][chance.below(2)]
      return { $0.signal(signal) }
    case 96: return { $0.signal(SIGTSTP) }
    case 97:
      return { session in
        session.signal(SIGSTOP)
        session.signal(SIGCONT)
      }
    default:
      let pause = chance.below(30)
      return { $0.watch(for: .milliseconds(pause)) }
    }
  }

  /// Whether the program still does what it is told. A resize is always drawn.
  private func expectAnswer(_ session: Session, _ number: Int) throws {
    for _ in 0..<4 { session.press(.escape) }
    session.resize(columns: 60 + number % 7, rows: 20)
    let frames = session.frames
    try session.waitUntil("an answer after event \(number)", within: .seconds(60)) { _ in
      session.frames > frames
    }
    #expect(session.unknownSequences == [], "event \(number)")
  }

  @Test func anythingThatIsTypedAndSentLeavesAProgramThatAnswers() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var chance = Chance(state: 17)
    var session = try start(in: folder)
    for number in 1...Self.count {
      let disturbance = disturbance(&chance)
      guard number > Self.from else { continue }
      disturbance(session)
      if number.isMultiple(of: 4) { session.catchUp() }
      if number.isMultiple(of: 500) {
        if Self.isFull, number.isMultiple(of: 10_000) { print("\(number) events") }
        try expectAnswer(session, number)
      }
      if number.isMultiple(of: 5000) || number == Self.count {
        try leave(session)
        session = try start(in: folder)
      }
    }
    session.type("q")
    _ = try session.waitForEnd()
  }

  private func leave(_ session: Session) throws {
    session.press(.controlC)
    // The bytes that came last may have begun a sequence, which Ctrl-C ends.
    session.watch(for: .milliseconds(300))
    session.press(.controlC)
    // While the terminal is given away, Ctrl-C is the line's, and a signal.
    let end = try session.waitForEnd(within: .seconds(60))
    #expect(end == .exited(0) || end.status == 128 + SIGINT, "\(end)")
    #expect(session.leftovers == [])
  }

  /// Frames of all views, one after the other, while a flow learns.
  ///
  /// What grows has bounds. Each new pair of 24-bit colours takes about 80 bytes, until `PairTable` is full at some
  /// 65,000: then all are forgotten, and their memory is used again. How soon depends on how much moves. 100 new pairs
  /// a minute are 8 kB a minute. The moments of a run to go back to (`TimeRing`) are all there after some seconds; each
  /// has a copy of the losses of its own, which are measured once more whenever the run is 4 % longer, up to 512 times.
  @Test(.enabled(if: isFull)) func anHourOfFramesTakesNoMoreMemory() throws {
    let session = try Session.flowscope(["--threads", "1", "--fps", "20"])
    var kilobytes: [Int] = []
    for minute in 0..<60 {
      for _ in 0..<3 {
        session.watch(for: .seconds(20))
        session.type("v")
      }
      kilobytes.append(try #require(session.memory))
      print("minute \(minute + 1): \(kilobytes[minute]) kB, \(session.frames) frames")
    }
    // By then every view has been there, and the history has thinned itself out.
    let growth = kilobytes[59] - kilobytes[19]
    #expect(growth < 2000, "in 40 minutes, in kB")
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
  }
}
