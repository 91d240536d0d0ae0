/// The colour pairs in use. ncurses colours a cell by the number of a pair, and changing a pair
/// repaints every cell that has it, so a number once given keeps its colours until all are forgotten.
struct PairTable {
  /// Pair numbers run from 1 to below this; 0 is the terminal's default.
  let limit: Int
  private var numbers: [UInt64: Int32] = [:]

  init(limit: Int) {
    self.limit = limit
  }

  var count: Int { numbers.count }

  /// The number for two colours, -1 being the default, and whether it is new; `nil` when the table is full.
  mutating func number(foreground: Int32, background: Int32) -> (number: Int32, isNew: Bool)? {
    if foreground < 0, background < 0 { return (0, false) }
    let key = UInt64(UInt32(bitPattern: foreground)) << 32 | UInt64(UInt32(bitPattern: background))
    if let number = numbers[key] { return (number, false) }
    guard numbers.count + 1 < limit else { return nil }
    let number = Int32(numbers.count + 1)
    numbers[key] = number
    return (number, true)
  }

  mutating func forgetAll() {
    numbers.removeAll(keepingCapacity: true)
  }
}
