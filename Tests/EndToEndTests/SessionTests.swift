import Foundation
import Testing

/// The harness itself, with a shell as the program.
@Suite(.serialized) struct SessionTests {
  private func shell(_ script: String, columns: Int = 40, rows: Int = 10) throws -> Session {
    try Session("/bin/sh", ["-c", script], columns: columns, rows: rows)
  }

  @Test func outputIsSeenAndExitStatusKept() throws {
    let session = try shell("echo hello; exit 3")
    try session.waitFor("hello")
    #expect(try session.waitForEnd() == .exited(3))
    #expect(session.leftovers == [])
  }

  @Test func inputArrives() throws {
    let session = try shell("read line; echo \"got $line\"")
    session.type("abc\n")
    try session.waitFor("got abc")
  }

  @Test func theProgramHasAControllingTerminal() throws {
    let session = try shell("echo seen > /dev/tty")
    try session.waitFor("seen")
  }

  @Test func controlCInterrupts() throws {
    let session = try shell("echo ready; exec sleep 30")
    try session.waitFor("ready")
    session.press(.controlC)
    #expect(try session.waitForEnd().status == 130)
  }

  @Test func signalsEndPrograms() throws {
    let session = try shell("echo ready; exec sleep 30")
    try session.waitFor("ready")
    session.signal(SIGTERM)
    let end = try session.waitForEnd()
    #expect(end == .signalled(SIGTERM))
    #expect(end.status == 143)
  }

  @Test func resizingReachesTheProgram() throws {
    let session = try shell(
      "trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.05; done")
    try session.waitFor("10 40")
    session.resize(columns: 50, rows: 12)
    try session.waitFor("12 50")
  }

  @Test func hangingUpEndsTheProgram() throws {
    let session = try shell("echo ready; sleep 30")
    try session.waitFor("ready")
    session.hangUp()
    #expect(try session.waitForEnd() == .signalled(SIGHUP))
  }

  @Test func waitingShowsTheScreenWhenInVain() throws {
    let session = try shell("echo something; sleep 30")
    let error = #expect(throws: SessionError.self) {
      try session.waitFor("nothing", within: .milliseconds(300))
    }
    #expect(error?.description.contains("something") == true)
  }

  @Test func waitingEndsWithTheProgram() throws {
    let session = try shell("exit 7")
    let error = #expect(throws: SessionError.self) { try session.waitFor("nothing") }
    #expect(error?.description.contains("exited(7)") == true)
  }

  @Test func whatAProgramLeavesBehindIsNoticed() throws {
    let session = try shell("stty -echo; printf '\\033[?1049h\\033[?25l\\033[?1003h\\033[1m'")
    #expect(try session.waitForEnd() == .exited(0))
    #expect(
      session.leftovers == [
        "the terminal's line modes are changed", "the alternate screen is on",
        "private mode 25 is off", "private mode 1003 is on",
        "text is drawn as \(ScreenStyle(bold: true))",
      ])
  }

  @Test func theProgramUnderTestIsThere() throws {
    #expect(try Program.flowscope().hasSuffix("flowscope"))
  }
}
