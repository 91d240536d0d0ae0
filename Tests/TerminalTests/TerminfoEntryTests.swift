import Testing

@testable import Terminal

@Suite struct TerminfoEntryTests {
  @Test func compiledBytesAreTheDocumentedLayout() {
    var entry = TerminfoEntry(
      names: "ab", booleans: [true, false], numbers: [-1, 0x100_0000],
      strings: [nil, Array("x".utf8), Array("yz".utf8)])
    entry.extendedBooleans = ["RGB"]
    let standard: [UInt8] = [
      0x1E, 0x02, 3, 0, 2, 0, 2, 0, 3, 0, 5, 0,  // magic, then the sizes of what follows
      97, 98, 0, 1, 0, 0,  // names, booleans, and a byte to make it even
      255, 255, 255, 255, 0, 0, 0, 1,  // numbers
      255, 255, 0, 0, 2, 0,  // where the strings are
      120, 0, 121, 122, 0,  // the strings
    ]
    let extended: [UInt8] = [
      0,  // to make it even
      1, 0, 0, 0, 0, 0, 1, 0, 4, 0,  // counts, offsets, bytes
      1, 0,  // booleans, and a byte to make it even
      0, 0, 82, 71, 66, 0,  // where the name is, and the name
    ]
    #expect(entry.compiled() == standard + extended)
  }

  @Test func environmentValueIsHexadecimal() {
    let entry = TerminfoEntry(names: "a", booleans: [], numbers: [], strings: [])
    #expect(entry.environmentValue.hasPrefix("hex:1E0202000000"))
  }

  @Test func namedCapabilitiesHaveTheirPlace() {
    var entry = TerminfoEntry(
      names: "a", booleans: Array(repeating: false, count: 44),
      numbers: Array(repeating: -1, count: 39), strings: Array(repeating: nil, count: 414))
    entry.setNumber("colors", 7)
    entry.setString("setaf", "S")
    entry.setBoolean("am", true)
    #expect(entry.numbers[13] == 7)
    #expect(entry.strings[359] == Array("S".utf8))
    #expect(entry.string("setaf") == Array("S".utf8))
    #expect(entry.booleans[1])
  }
}
