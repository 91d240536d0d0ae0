import Testing

@testable import Terminal

@Suite struct PairTableTests {
  @Test func numbersAreGivenOnce() {
    var table = PairTable(limit: 10)
    #expect(numbered(&table, 1, 2) == [1, 1])
    #expect(numbered(&table, 2, 1) == [2, 1])
    #expect(numbered(&table, 1, 2) == [1, 0])
    #expect(numbered(&table, -1, 0) == [3, 1])
    #expect(table.count == 3)
  }

  @Test func theDefaultColorsArePairZero() {
    var table = PairTable(limit: 10)
    #expect(numbered(&table, -1, -1) == [0, 0])
    #expect(table.count == 0)
  }

  @Test func aFullTableGivesNoNumber() {
    var table = PairTable(limit: 2)
    #expect(numbered(&table, 1, 1) == [1, 1])
    #expect(numbered(&table, 2, 2) == nil)
    #expect(numbered(&table, 1, 1) == [1, 0])
    table.forgetAll()
    #expect(numbered(&table, 2, 2) == [1, 1])
  }

  /// The number, and 1 if it is new.
  private func numbered(
    _ table: inout PairTable, _ foreground: Int32, _ background: Int32
  ) -> [Int]? {
    table.number(foreground: foreground, background: background).map {
      [Int($0.number), $0.isNew ? 1 : 0]
    }
  }
}
