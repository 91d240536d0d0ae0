import Foundation
import Testing

@testable import Flows
@testable import Learning

/// What an output may and may not do to what is there.
@Suite struct OutputFileTests {
  private let folder: TemporaryFolder
  private let bytes: [UInt8] = Array("all of it".utf8)

  init() throws { folder = try TemporaryFolder() }

  @Test func tryingAPathLeavesNoTrace() throws {
    _ = try OutputFile(folder.path("new"))
    #expect(try folder.names() == [])
  }

  @Test func aNewFileHasTheUsersMask() throws {
    try OutputFile(folder.path("new")).write(bytes)
    try Data().write(to: URL(fileURLWithPath: folder.path("usual")))
    #expect(folder.content("new") == bytes)
    #expect(try folder.status("new").permissions == folder.status("usual").permissions)
    #expect(try folder.names() == ["new", "usual"])
  }

  @Test(arguments: [
    ("", "empty"), ("missing/deep/model", "no folder"), (".", "folder"), ("sub", "folder"),
    ("sub/", "folder"), ("new/", "no folder"), ("text/model", "Not a directory"),
    ("loop", "symbolic links"), (String(repeating: "n", count: 300), "too long"),
    ("linkToNowhere", "no folder"),
  ])
  func whatCannotBeWrittenIsRefusedWithTheReason(name: String, reason: String) throws {
    try folder.make("text", bytes)
    try folder.makeFolder("sub")
    try folder.link("loop", to: "loop")
    try folder.link("linkToNowhere", to: "missing/deep")
    let before = try folder.names()
    let error = #expect(throws: FlowError.self) {
      _ = try OutputFile(name.isEmpty ? "" : folder.path(name), replacing: .everything)
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("Cocoa") == false)
    #expect(try folder.names() == before)
  }

  @Test(arguments: [
    ("text", false, false), ("empty", true, true), ("model", false, true),
    ("protectedModel", false, false), ("anotherCheckpoint", false, false),
    ("torn", false, false),
  ])
  func onlyWhatIsAllowedIsReplaced(name: String, byNothing: Bool, byModels: Bool) throws {
    let model = try Checkpoint(metadata: ["format": "flowscope-1"]).encoded()
    try folder.make("text", Array("precious".utf8))
    try folder.make("empty", [])
    try folder.make("model", Array(model))
    try folder.make("protectedModel", Array(model))
    try folder.make("anotherCheckpoint", Array(Checkpoint(metadata: ["format": "pt"]).encoded()))
    try folder.make("torn", Array(model.prefix(20)))
    chmod(folder.path("protectedModel"), 0o444)
    for (replacement, isAllowed) in [
      (OutputFile.Replacement.nothing, byNothing), (.models, byModels), (.everything, true),
    ] {
      let before = folder.content(name)
      if isAllowed {
        try OutputFile(folder.path(name), replacing: replacement).write(bytes)
        #expect(folder.content(name) == bytes)
        try folder.make(name, before)
      } else {
        let error = #expect(throws: FlowError.self) {
          try OutputFile(folder.path(name), replacing: replacement).write(bytes)
        }
        #expect(error?.description.contains("--force") == true)
        #expect(folder.content(name) == before)
      }
    }
  }

  @Test(arguments: ["points", "hard", "soft", "sub/../points", "softer"])
  func anInputIsNeverReplacedByWhateverName(name: String) throws {
    try folder.make("points", bytes)
    try folder.makeFolder("sub")
    link(folder.path("points"), folder.path("hard"))
    try folder.link("soft", to: "points")
    try folder.link("softer", to: "soft")
    for input in ["points", "hard", "soft"] {
      #expect(throws: FlowError.self) {
        _ = try OutputFile(
          folder.path(name), replacing: .everything, inputs: ["-", folder.path(input)])
      }
    }
    #expect(folder.content("points") == bytes)
  }

  @Test(arguments: [
    ("to a file", "old", "old"), ("to nothing", "new", "new"), ("relative", "sub/new", "sub/new"),
    ("over a link", "second", "old"),
  ])
  func aLinkStaysAndLeadsToTheResult(what: String, target: String, file: String) throws {
    try folder.makeFolder("sub")
    try folder.make("old", [1, 2, 3])
    try folder.link("second", to: "old")
    try folder.link("link", to: target)
    try OutputFile(folder.path("link"), replacing: .everything).write(bytes)
    #expect(folder.content(file) == bytes)
    for link in ["link", "second"] {
      #expect(try FileStatus(folder.path(link), followingLinks: false).kind == .link)
    }
  }

  @Test func aReplacedFileKeepsItsModeAndOwner() throws {
    try folder.make("old", [1])
    chmod(folder.path("old"), 0o640)
    if geteuid() == 0 { chown(folder.path("old"), 1234, 2345) }
    let before = try folder.status("old")
    try OutputFile(folder.path("old"), replacing: .everything).write(bytes)
    let after = try folder.status("old")
    #expect(after.permissions == 0o640)
    #expect(after.owner == before.owner && after.group == before.group)
    #expect(folder.content("old") == bytes)
  }

  @Test func aFifoIsWrittenInto() throws {
    mkfifo(folder.path("fifo"), 0o600)
    let reader = open(folder.path("fifo"), O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try OutputFile(folder.path("fifo"), replacing: .everything).write(bytes)
    let read = try FileHandle(fileDescriptor: reader).readToEnd()
    #expect(read.map([UInt8].init) == bytes)
    #expect(try folder.status("fifo").kind == .fifo)
  }

  @Test func aFifoThatNobodyReadsIsRefused() throws {
    mkfifo(folder.path("fifo"), 0o600)
    let error = #expect(throws: FlowError.self) {
      _ = try OutputFile(folder.path("fifo"), replacing: .everything)
    }
    #expect(error?.description.contains("nobody reads") == true)
    #expect(try folder.status("fifo").kind == .fifo)
  }

  /// Copies of the devices, by name, kind and number.
  private static let devices: [(name: String, mode: mode_t, number: dev_t)] = [
    ("null", S_IFCHR, 1 << 8 | 3), ("full", S_IFCHR, 1 << 8 | 7), ("disk", S_IFBLK, 7 << 8),
  ]

  /// Whether this process may make such copies; a container may forbid it.
  private static let makesDevices = devices.allSatisfy { device in
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { unlink(path) }
    return mknod(path, device.mode | 0o600, device.number) == 0
  }

  /// Copies of the devices, never the machine's own.
  @Test(.enabled(if: makesDevices))
  func devicesStayDevices() throws {
    for (name, mode, number) in Self.devices {
      try #require(mknod(folder.path(name), mode | 0o600, number) == 0)
      let before = try folder.status(name)
      try? OutputFile(folder.path(name), replacing: .everything).write(bytes)
      let after = try folder.status(name)
      #expect(after.kind == before.kind && after.identity == before.identity)
    }
    if OutputFile.isTaken(folder.path("disk")) {
      #expect(throws: FlowError.self) { _ = try OutputFile(folder.path("disk")) }
    }
  }

  @Test func whatAppearsMeanwhileIsLeftAloneAndTheResultKept() throws {
    let file = try OutputFile(folder.path("new"))
    try folder.make("new", Array("precious".utf8))
    let error = #expect(throws: FlowError.self) { try file.write(bytes) }
    #expect(folder.content("new") == Array("precious".utf8))
    let part = try #require(try folder.names().first { $0.hasSuffix(".part") })
    #expect(error?.description.contains(part) == true)
    #expect(folder.content(part) == bytes)
  }

  @Test func anOutputThatIsGivenUpLeavesNothing() throws {
    do {
      let file = try OutputFile(folder.path("new"))
      try file.append(bytes)
    }
    #expect(try folder.names() == [])
  }

  @Test func twoOutputsAreKnownToBeOneFile() throws {
    try folder.make("old", bytes)
    try folder.link("link", to: "old")
    func output(_ name: String) throws -> OutputFile {
      try OutputFile(folder.path(name), replacing: .everything)
    }
    #expect(try output("old").isSameFile(as: output("link")))
    #expect(try output("new").isSameFile(as: output("new")))
    #expect(try !output("old").isSameFile(as: output("new")))
  }
}

/// A folder of a test's own, gone with it.
final class TemporaryFolder {
  private let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.path + "/" + name }

  func make(_ name: String, _ content: [UInt8]) throws {
    try Data(content).write(to: URL(fileURLWithPath: path(name)))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: false)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path(name), withDestinationPath: target)
  }

  func content(_ name: String) -> [UInt8] {
    (try? Data(contentsOf: URL(fileURLWithPath: path(name)))).map { [UInt8]($0) } ?? []
  }

  func status(_ name: String) throws -> FileStatus { try FileStatus(path(name)) }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}
