import Foundation

/// What a terminal like kitty answers to the program that writes to it; it takes pictures from shared memory,
/// and looks at none.
struct PlayedAnswers {
  private enum State {
    case ground, escape, control, application, applicationEscape
  }

  private var state = State.ground
  private var sequence: [UInt8] = []
  /// How many pictures came.
  private(set) var pictures = 0

  /// Takes a byte of the program.
  /// - Returns: what the terminal answers to it.
  mutating func take(_ byte: UInt8) -> [UInt8] {
    switch state {
    case .ground: if byte == 0x1B { state = .escape }
    case .escape:
      sequence.removeAll(keepingCapacity: true)
      state =
        byte == UInt8(ascii: "[")
        ? .control : byte == UInt8(ascii: "_") ? .application : .ground
    case .control:
      sequence.append(byte)
      guard (0x40..<0x7F).contains(byte) else { break }
      state = .ground
      return answer(String(decoding: sequence, as: UTF8.self))
    case .application:
      if byte == 0x1B {
        state = .applicationEscape
      } else if sequence.count < 256 {
        sequence.append(byte)
      }
    case .applicationEscape:
      state = .ground
      return graphics(String(decoding: sequence, as: UTF8.self))
    }
    return []
  }

  private func answer(_ question: String) -> [UInt8] {
    switch question {
    case "5n": Array("\u{1B}[0n".utf8)
    case "c": Array("\u{1B}[?62;22c".utf8)
    case "16t": Array("\u{1B}[6;16;8t".utf8)
    default: []
    }
  }

  private mutating func graphics(_ command: String) -> [UInt8] {
    let parts = command.split(separator: ";", maxSplits: 1)
    let keys = parts.first?.dropFirst().split(separator: ",") ?? []
    if keys.contains("t=s"), parts.count == 2, let name = Data(base64Encoded: String(parts[1])) {
      shm_unlink(String(decoding: name, as: UTF8.self))
    }
    if keys.contains("a=T") { pictures += 1 }
    guard keys.contains("a=q"), let number = keys.first(where: { $0.hasPrefix("i=") }) else {
      return []
    }
    return Array("\u{1B}_G\(number);OK\u{1B}\\".utf8)
  }
}
