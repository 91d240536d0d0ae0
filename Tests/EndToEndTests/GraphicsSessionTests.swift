import Foundation
import Testing

/// Pictures in kitty's protocol, sent by the real program to a terminal that decodes them.
@Suite(.serialized) struct GraphicsSessionTests {
  private let small = ["--layers", "2", "--hidden", "8"]

  private func start(
    _ arguments: [String] = [], pixels: PixelTerminal = PixelTerminal(), columns: Int = 120,
    rows: Int = 36, environment: [String: String] = [:], isMute: Bool = false
  ) throws -> Session {
    let session = try Session.flowscope(
      ["--paused"] + small + arguments, columns: columns, rows: rows, environment: environment,
      isMute: isMute, pixels: pixels)
    try session.waitUntil("a paused start") { $0.contains("paused") && $0.contains("change of") }
    return session
  }

  /// Waits until nothing more is drawn.
  private func settle(_ session: Session) {
    for _ in 0..<30 {
      let count = (session.frames, session.pictures.count)
      session.watch(for: .milliseconds(500))
      if count == (session.frames, session.pictures.count) { return }
    }
  }

  private func waitForPictures(_ session: Session) throws {
    try session.waitUntil("three panes and a plot") { _ in session.pictures.placements.count >= 3 }
  }

  private func quit(_ session: Session) throws {
    session.type("q")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(nothingStays(of: session))
  }

  private func nothingStays(of session: Session) -> Bool {
    #expect(session.leftovers == [] && session.unknownSequences == [])
    #expect(session.memoryLeftovers == [] && session.pictures.mistakes == [])
    return session.pictures.images.isEmpty && session.pictures.placements.isEmpty
      && session.unreadInput == ""
  }

  /// Whether no text is hidden by a picture.
  private func textIsSeen(_ session: Session) -> Bool {
    let (screen, pictures) = (session.screen, session.pictures)
    for row in 0..<screen.rows {
      for column in 0..<screen.columns where screen[column, row].glyph != " " {
        let opacities = pictures.opacities(column: column, row: row)
        if !opacities.isEmpty, !opacities.contains(0) { return false }
      }
    }
    return true
  }

  @Test(arguments: [true, false])
  func thePictureIsThatOfASnapshot(hasMemory: Bool) throws {
    let canShare = FileManager.default.fileExists(atPath: "/dev/shm")
    let session = try start(
      ["--step", "40"], pixels: PixelTerminal(memory: hasMemory && canShare))
    try session.waitUntil("step 40") { $0.contains("step 40") }
    settle(session)
    let path = NSTemporaryDirectory() + UUID().uuidString + ".png"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = try flowscope(
      ["snapshot", "--steps", "40", "--size", "120x36", "--format", "png", "--out", path] + small)
    #expect(run.status == 0, "\(run.errors)")
    let file = PNGPixels([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
    #expect(file.columns == 960 && file.rows == 576)
    let pictures = session.pictures
    #expect(pictures.placements.count >= 3)
    var (compared, wrong) = (0, 0)
    for (image, place) in pictures.placements {
      let picture = try #require(pictures.images[image])
      #expect(picture.columns == 8 * place.columns && picture.rows == 16 * place.rows)
      for y in 0..<picture.rows {
        for x in 0..<picture.columns {
          let index = 4 * (y * picture.columns + x)
          guard picture.pixels[index + 3] == 255 else { continue }
          let other = 3 * ((16 * place.row + y) * file.columns + 8 * place.column + x)
          compared += 1
          // Text on a picture has a halo in the file.
          let halo = (-1...1).contains { dy in
            (-1...1).contains { dx in
              session.screen[place.column + x / 8 + dx, place.row + y / 16 + dy].glyph != " "
            }
          }
          if !halo, picture.pixels[index..<index + 3] != file.pixels[other..<other + 3] {
            wrong += 1
          }
        }
      }
    }
    #expect(compared > 100_000)
    #expect(wrong == 0)
    try quit(session)
  }

  enum Way: CaseIterable {
    case key, interrupt, terminate, crash, abort
  }

  @Test(arguments: Way.allCases) func noPictureStaysBehind(way: Way) throws {
    let session = try start(
      pixels: PixelTerminal(memory: FileManager.default.fileExists(atPath: "/dev/shm")))
    try waitForPictures(session)
    switch way {
    case .key: session.type("q")
    case .interrupt: session.press(.controlC)
    case .terminate: session.signal(SIGTERM)
    case .crash: session.signal(SIGSEGV)
    case .abort: session.signal(SIGABRT)
    }
    _ = try session.waitForEnd()
    #expect(nothingStays(of: session))
  }

  @Test func nothingOfAPictureIsSeenWhileTheProgramIsStopped() throws {
    let shell = try Session(
      "/bin/bash", ["--norc", "--noprofile", "-i"], environment: ["PS1": "ready> "],
      pixels: PixelTerminal())
    try shell.waitFor("ready>")
    shell.type("\(try Program.flowscope()) --paused \(small.joined(separator: " "))\n")
    try waitForPictures(shell)
    shell.press(.controlZ)
    try shell.waitFor("Stopped")
    #expect(shell.pictures.images.isEmpty && shell.pictures.placements.isEmpty)
    shell.type("fg\n")
    try waitForPictures(shell)
    shell.type("q")
    try shell.waitUntil("the shell") { _ in !shell.isAlternateScreen }
    #expect(shell.pictures.images.isEmpty && shell.pictures.placements.isEmpty)
  }

  @Test func helpPopupsAndViewsAreNotHidden() throws {
    let session = try start()
    try waitForPictures(session)
    settle(session)
    #expect(textIsSeen(session))
    for key in ["?", "\u{1B}", ":", "\u{1B}", "o", "\u{1B}", "v", "v", "z", "w"] {
      session.type(key)
      settle(session)
      #expect(textIsSeen(session), "after \(key.debugDescription)\n\(session.picture)")
    }
    session.press(.controlC)
    #expect(try session.waitForEnd() == .exited(0))
    #expect(nothingStays(of: session))
  }

  @Test func aResizedScreenHasItsPicturesInPlace() throws {
    let session = try start()
    try waitForPictures(session)
    for (columns, rows) in [(80, 24), (140, 40), (40, 12)] {
      session.resize(columns: columns, rows: rows)
      try session.waitUntil("\(columns) columns") { _ in
        session.pictures.placements.values.allSatisfy {
          $0.column + $0.columns <= columns && $0.row + $0.rows <= rows
        }
      }
      settle(session)
      #expect(textIsSeen(session))
      #expect(Set(session.pictures.images.keys) == Set(session.pictures.placements.keys))
    }
    try quit(session)
  }

  /// The answers come a second late, in one piece or torn at any place.
  @Test(arguments: [1, 2, 7]) func aLateAnswerBringsThePictures(pieces: Int) throws {
    let session = try start(pixels: PixelTerminal(isLate: true))
    session.watch(for: .milliseconds(700))
    #expect(session.pictures.placements.isEmpty)
    let before = session.screen
    let answer = session.heldAnswers
    let length = answer.count / pieces + 1
    for piece in stride(from: 0, to: answer.count, by: length) {
      session.type(String(answer.dropFirst(piece).prefix(length)))
      session.watch(for: .milliseconds(10))
    }
    try waitForPictures(session)
    settle(session)
    // No byte of it was a key: the text is the same.
    for row in [0, 1, before.rows - 1] { #expect(session.screen.line(row) == before.line(row)) }
    try quit(session)
  }

  @Test func withoutAnAnswerThereAreGlyphs() throws {
    for isMute in [true, false] {
      let session = try start(pixels: PixelTerminal(kitty: false), isMute: isMute)
      settle(session)
      #expect(session.pictures.count == 0)
      #expect(session.screen.glyphs.contains("▀"))
      try quit(session)
    }
  }

  @Test(arguments: [
    (["--pixels", "off"], [:]), (["--colors", "16"], [:]), (["--glyphs", "ascii"], [:]),
    ([], ["NO_COLOR": "1"]), ([], ["TMUX": "/tmp/tmux-0/default,1,0"]),
  ])
  func someScreensHaveNoPictures(arguments: [String], environment: [String: String]) throws {
    let session = try start(arguments, environment: environment)
    settle(session)
    #expect(session.pictures.count == 0)
    try quit(session)
  }

  @Test func aTerminalWithSixelGetsSixels() throws {
    let session = try start(pixels: PixelTerminal(kitty: false, sixel: true))
    try session.waitUntil("three panes") { _ in session.pictures.sixels >= 3 }
    settle(session)
    let count = session.pictures.sixels
    // The help covers some, which are drawn again with a hole; nothing is drawn without a change.
    session.type("?")
    settle(session)
    #expect(session.pictures.sixels > count && session.screen.contains("glossary"))
    let covered = session.pictures.sixels
    session.watch(for: .milliseconds(500))
    #expect(session.pictures.sixels == covered && session.pictures.count == 0)
    session.press(.escape)
    try quit(session)
    // A terminal that does not say how large a cell is has none.
    let blind = try start(pixels: PixelTerminal(kitty: false, sixel: true, cell: nil))
    settle(blind)
    #expect(blind.pictures.sixels == 0)
    try quit(blind)
  }
}
