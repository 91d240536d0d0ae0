import Testing

/// Links to papers, where a terminal can follow them and nowhere else.
@Suite struct LinkTests {
  @Test func listLinksPapersInATerminalAndNotInAPipe() throws {
    let follow = ["xterm-256color", "xterm-kitty", "tmux-256color", "foot", "st-256color"]
    let others = ["linux", "linux-16color", "dumb", "vt100", "eterm-color", "stx", ""]
    for type in follow + others {
      let session = try Session.flowscope(
        ["list"], columns: 200, rows: 120, environment: ["TERM": type])
      #expect(try session.waitForEnd() == .exited(0))
      #expect(session.screen.contains("Dinh et al. 2017, arXiv:1605.08803"))
      #expect(
        session.links.contains("https://arxiv.org/abs/1605.08803") == follow.contains(type),
        "\(type)")
    }
    for arguments in [["list"], ["list", "--json"], ["list", "--markdown"], ["doctor"]] {
      let run = try flowscope(arguments)
      #expect(!run.output.contains("\u{1B}]8"))
    }
  }

  @Test func doctorSaysWhichModesTheTerminalKnows() throws {
    let session = try Session.flowscope(
      ["doctor"], columns: 110, rows: 60, cell: (10, 20), knownModes: [1004, 1016])
    #expect(try session.waitForEnd() == .exited(0))
    for (mode, answer) in [(1016, "yes"), (1004, "yes"), (2004, "no")] {
      let line = session.screen.lines.first { $0.contains("mode \(mode)") }
      #expect(line?.split(separator: " ").dropFirst(2).first.map(String.init) == answer)
    }
    #expect(session.unknownSequences == [])
    #expect(session.leftovers == [])
    #expect(session.unreadInput == "")
  }
}
