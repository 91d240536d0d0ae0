/// Looks for a few bytes in all that a program writes, in whatever pieces it comes.
///
/// It has to be quick: until it is done nobody reads, and it runs on a core that the program could have. So it is in
/// this module, which is optimised in every build.
public struct ByteSearch {
  private let wanted: [UInt8]
  /// How many of the wanted bytes have been seen.
  private var matched = 0

  /// - Parameter wanted: begins with a byte that it has only once.
  public init(for wanted: [UInt8]) { self.wanted = wanted }

  /// Goes on with the bytes that came next.
  /// - Returns: for each time that the wanted bytes are complete, how many of these bytes belong to it or precede it.
  public mutating func ends(in bytes: [UInt8]) -> [Int] {
    var (ends, matched): ([Int], Int) = ([], matched)
    for (index, byte) in bytes.enumerated() where matched > 0 || byte == wanted[0] {
      matched = byte == wanted[matched] ? matched + 1 : byte == wanted[0] ? 1 : 0
      guard matched == wanted.count else { continue }
      matched = 0
      ends.append(index + 1)
    }
    self.matched = matched
    return ends
  }
}
