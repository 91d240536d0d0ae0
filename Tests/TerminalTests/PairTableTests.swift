import Testing

@testable import Terminal

@Suite struct PairTableTests {
  @Test func numbersAreGivenOnce() {
    var table = PairTable(limit: 10)
    #expect(table.number(foreground: 1, background: 2) == (1, true))
    #expect(table.number(foreground: 2, background: 1) == (2, true))
    #expect(table.number(foreground: 1, background: 2) == (1, false))
    #expect(table.number(foreground: -1, background: 0) == (3, true))
    #expect(table.count == 3)
  }

  @Test func theDefaultColorsArePairZero() {
    var table = PairTable(limit: 10)
    #expect(table.number(foreground: -1, background: -1) == (0, false))
    #expect(table.count == 0)
  }

  @Test func aFullTableGivesTheDefaultPair() {
    var table = PairTable(limit: 2)
    #expect(table.hasRoom(for: 1))
    #expect(table.number(foreground: 1, background: 1) == (1, true))
    #expect(!table.hasRoom(for: 1))
    #expect(table.number(foreground: 2, background: 2) == (0, false))
    table.forgetAll()
    #expect(table.number(foreground: 2, background: 2) == (1, true))
  }
}
