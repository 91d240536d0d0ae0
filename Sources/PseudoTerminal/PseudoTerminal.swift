import CPseudoTerminal
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The two ends of a pseudo-terminal: a program runs on one, and its maker plays the terminal and its user
/// on the other. The end-to-end tests and `flowscope bench` run the real program this way.
///
///     let terminal = try PseudoTerminal(columns: 80, rows: 24)
///     let process = try terminal.spawn("/bin/echo", ["hello"], [:])
///     let bytes = terminal.read(within: 100)
///     waitpid(process, nil, 0)
public final class PseudoTerminal {
  /// The end where keys go in and the screen's bytes come out.
  private let controller: Int32
  /// The end that programs see. It stays open here, so that its modes can be read after they are gone.
  private let device: Int32
  private let path: String

  /// - Throws: ``PseudoTerminalError`` where the system has none to give.
  public init(columns: Int, rows: Int) throws(PseudoTerminalError) {
    var (controller, device): (Int32, Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    let status = cp_open(&controller, &device, &name, 256)
    guard status == 0 else { throw PseudoTerminalError("opening a pseudo-terminal", code: status) }
    self.controller = controller
    self.device = device
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    resize(columns: columns, rows: rows)
  }

  deinit { close() }

  private var isOpen = true

  /// Hangs up: the programs' terminal is gone.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    _ = Foundation.close(device)
    _ = Foundation.close(controller)
  }

  /// The kernel tells the foreground programs about it (SIGWINCH).
  public func resize(columns: Int, rows: Int) {
    cp_resize(controller, Int32(rows), Int32(columns))
  }

  /// The terminal's modes, as bytes that can be compared.
  public var modes: [UInt64] {
    var modes = termios()
    guard tcgetattr(device, &modes) == 0 else { return [] }
    let characters = withUnsafeBytes(of: modes.c_cc) { $0.map(UInt64.init) }
    return [
      UInt64(modes.c_iflag), UInt64(modes.c_oflag), UInt64(modes.c_cflag), UInt64(modes.c_lflag),
    ] + characters
  }

  /// What has arrived, after waiting at most so long for it.
  public func read(within milliseconds: Int32) -> [UInt8] {
    var source = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
    guard isOpen, poll(&source, 1, milliseconds) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(controller, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Writes all bytes, reading away nothing: callers keep it short.
  public func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while isOpen, !rest.isEmpty {
      let count = Array(rest).withUnsafeBytes {
        Foundation.write(controller, $0.baseAddress, $0.count)
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var target = pollfd(fd: controller, events: Int16(POLLOUT), revents: 0)
        guard poll(&target, 1, 1000) > 0 else { return }
      } else {
        return
      }
    }
  }

  /// Takes what was written here and no program has read, whole lines or not.
  public func takeUnread() -> [UInt8] {
    var modes = termios()
    guard isOpen, tcgetattr(device, &modes) == 0 else { return [] }
    var open = modes
    open.c_lflag &= ~tcflag_t(ICANON)
    tcsetattr(device, TCSANOW, &open)
    defer { tcsetattr(device, TCSANOW, &modes) }
    var source = pollfd(fd: device, events: Int16(POLLIN), revents: 0)
    guard poll(&source, 1, 0) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Foundation.read(device, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Starts a program with this as its controlling terminal, in a session of its own.
  /// - Returns: the process, which the caller must wait for.
  /// - Throws: ``PseudoTerminalError`` where the system cannot start another process.
  public func spawn(
    _ program: String, _ arguments: [String], _ environment: [String: String]
  ) throws(PseudoTerminalError) -> pid_t {
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + settings { free(pointer) } }
    let process = cp_spawn(path, program, words, settings)
    guard process > 0 else { throw PseudoTerminalError("starting \(program)", code: -process) }
    return process
  }
}
