import Foundation
import Testing

@testable import Terminal

/// A million streams of bytes, the same ones every time: a third at random, a third of what terminals send,
/// damaged, and a third of answers that no terminal gives yet.
@Suite struct InputFuzzTests {
  private static let streams = 1_000_000
  private static let start = ContinuousClock.now

  @Test func randomBytesNeitherTrapNorStay() {
    var random = Xorshift(state: 0x5EED)
    for number in 0..<Self.streams / 3 {
      expectRecovery(from: random.bytes(upTo: 48), number, &random)
    }
  }

  @Test func damagedSequencesNeitherTrapNorStay() {
    var random = Xorshift(state: 0xF10)
    let known = (InputBytes.all + InputBytes.keypad).map(\.bytes)
    for number in 0..<Self.streams / 3 {
      var stream: [UInt8] = []
      for _ in 0...random.below(3) { stream += known[random.below(known.count)] }
      for _ in 0..<random.below(4) { random.damage(&stream) }
      expectRecovery(from: stream, number, &random)
    }
  }

  @Test func noAnswerIsAKeyWhateverItSays() {
    var random = Xorshift(state: 0xA9)
    for number in 0...Self.streams / 3 {
      let answer = random.answer()
      var parser = InputParser()
      let events = feed(answer, to: &parser, &random)
      if parser.isInside || events.contains(where: \.isTyped) {
        Issue.record("answer \(number): \(answer) became \(events)")
        return
      }
    }
  }

  /// However a stream ended, an ESC begins anew, and the key after it is that key.
  private func expectRecovery(from stream: [UInt8], _ number: Int, _ random: inout Xorshift) {
    var parser = InputParser(isRxvt: number % 2 == 0)
    _ = feed(stream, to: &parser, &random)
    let last = parser.feed("\u{1B}[201~k", at: Self.start + .seconds(9)).last
    if parser.isInside || last != .key(KeyStroke("k")) {
      Issue.record("stream \(number): \(stream) was not left")
    }
  }

  /// In up to three pieces, at any time; but what follows an ESC comes at once.
  private func feed(
    _ stream: [UInt8], to parser: inout InputParser, _ random: inout Xorshift
  ) -> [Input] {
    var events: [Input] = []
    var now = Self.start
    var rest = stream[...]
    for piece in 0..<3 {
      let cut = piece == 2 ? rest.count : random.below(rest.count + 1)
      if parser.deadline == nil { now += .milliseconds(random.below(2000)) }
      events += parser.expire(at: now)
      events += parser.feed(rest.prefix(cut), at: now)
      rest = rest.dropFirst(cut)
    }
    return events
  }
}

extension Input {
  fileprivate var isTyped: Bool {
    switch self {
    case .key, .paste, .mouse: true
    case .background, .attributes, .graphics, .ready, .registers, .cellSize, .mode, .focus,
      .directColors, .cursor:
      false
    }
  }
}

/// Marsaglia's generator: the same numbers on every machine.
private struct Xorshift {
  var state: UInt64
  private static let beginnings = Array("\u{1B}\u{1B}[]OP_X^M<?;:0123456789$~\u{7}\\u ".utf8)
  private static let introducers = Array("[]PX^_".utf8)
  private static let markers = Array("=>?".utf8)

  mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }

  mutating func bytes(upTo limit: Int) -> [UInt8] {
    (0..<below(limit)).map { _ in
      // As many that begin something as others.
      below(2) == 0 ? UInt8(below(256)) : Self.beginnings[below(Self.beginnings.count)]
    }
  }

  /// Takes out, puts in, changes, doubles or cuts off.
  mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = below(bytes.count)
    switch below(5) {
    case 0: bytes.remove(at: place)
    case 1: bytes.insert(UInt8(below(256)), at: place)
    case 2: bytes[place] = UInt8(below(256))
    case 3: bytes += bytes[place...]
    default: bytes.removeSubrange(place...)
    }
  }

  /// A control sequence that is no key's, or a string, with anything in it that it may have.
  mutating func answer() -> [UInt8] {
    let introducer = Self.introducers[below(6)]
    if introducer == UInt8(ascii: "[") {
      // After one of these, or with one of those inside, it is no key.
      let isMarked = below(2) == 0
      let marker = isMarked ? [Self.markers[below(3)]] : []
      let numbers = (0..<below(9)).map { _ in UInt8(0x30 + below(12)) }
      let inside = isMarked && below(2) == 0 ? [] : [UInt8(0x20 + below(16))]
      return [0x1B, introducer] + marker + numbers + inside + [UInt8(0x40 + below(63))]
    }
    let isCommand = introducer == UInt8(ascii: "]")
    let ends: Set<UInt8> = isCommand ? [0x03, 0x07, 0x18, 0x1A, 0x1B] : [0x03, 0x18, 0x1A, 0x1B]
    let text = (0..<below(40)).map { _ in UInt8(below(256)) }.filter { !ends.contains($0) }
    let end = isCommand && below(2) == 0 ? [0x07] : Array("\u{1B}\\".utf8)
    return [0x1B, introducer] + text + end
  }
}
