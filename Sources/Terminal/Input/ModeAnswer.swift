/// What a terminal says of one of its private modes when it is asked (DECRQM, `CSI ? n $ p`).
enum ModeState: Hashable, Sendable {
  case on, off
  /// It does not know the mode, or never turns it on.
  case unknown

  /// - Parameter setting: the second number of the answer, `CSI ? n ; setting $ y`.
  init(setting: Int) {
    switch setting {
    case 1, 3: self = .on
    case 2: self = .off
    default: self = .unknown
    }
  }
}

extension ControlInput {
  /// The answer about a private mode; `nil` for any other sequence.
  var modeAnswer: Input? {
    guard marker == UInt8(ascii: "?"), final == UInt8(ascii: "y"),
      bytes.last == UInt8(ascii: "$"), fields == 2, bytes.dropFirst().dropLast().isNumbers,
      let mode = number(0), let setting = number(1)
    else { return nil }
    return .mode(mode, ModeState(setting: setting))
  }
}

extension ArraySlice<UInt8> {
  /// Whether there are only digits and semicolons.
  fileprivate var isNumbers: Bool { allSatisfy { $0.isDigit || $0 == UInt8(ascii: ";") } }
}
