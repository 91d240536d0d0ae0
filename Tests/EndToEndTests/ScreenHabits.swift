/// What a terminal keeps after a program has ended, besides its private modes: how keys are spelled, the
/// cursor's shape and the colours of its palette.
struct ScreenHabits: Hashable {
  /// kitty's keyboard flags of the two screens, the newest last.
  private var keyboards: [Bool: [Int]] = [:]
  /// xterm's modifyOtherKeys.
  private(set) var otherKeys = 0
  private(set) var cursorShape = 0
  /// The colours that were changed, by the number of the command that does so: 4 for the palette.
  private(set) var changedColors: Set<String> = []

  /// Whether keys are sent in another way than at first.
  var hasOtherKeys: Bool { otherKeys != 0 || keyboards.values.contains { $0.contains { $0 != 0 } } }

  /// - Returns: whether the sequence is one of those that matter here.
  mutating func take(_ sequence: ControlSequence, isAlternate: Bool) -> Bool {
    switch (sequence.marker, sequence.name) {
    case (">", "u"): keyboards[isAlternate, default: []].append(sequence[0])
    case ("<", "u"): keyboards[isAlternate] = keyboards[isAlternate]?.dropLast(max(1, sequence[0]))
    case ("=", "u"):
      keyboards[isAlternate] = (keyboards[isAlternate]?.dropLast() ?? []) + [sequence[0]]
    case (">", "m"): if sequence[0] == 4 { otherKeys = sequence[1] }
    case (nil, " q"): cursorShape = sequence[0]
    default: return false
    }
    return true
  }

  /// Takes a command (OSC) that changes a colour, or changes it back.
  mutating func take(command number: Substring, _ text: Substring) {
    switch number {
    case "104": changedColors.remove("4")
    case "110", "111", "112": changedColors.remove(String(number.dropFirst()))
    case "4", "10", "11", "12": if !text.hasSuffix("?") { changedColors.insert(String(number)) }
    default: break
    }
  }
}
