/// An answer in kitty's graphics protocol: `Gi=31;OK`, or `Gi=31;EBADF:` and what went wrong.
struct GraphicsAnswer {
  let question: Int
  let isGranted: Bool

  /// - Parameter bytes: what stands between `APC` and `ST`; anything else makes no answer.
  init?(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: UInt8(ascii: ";"), maxSplits: 1)
    guard bytes.first == UInt8(ascii: "G"), parts.count == 2 else { return nil }
    let keys = parts[0].dropFirst().split(separator: UInt8(ascii: ","))
    guard let key = keys.first(where: { $0.starts(with: "i=".utf8) }),
      let number = Int(String(decoding: key.dropFirst(2), as: UTF8.self))
    else { return nil }
    question = number
    isGranted = parts[1].elementsEqual("OK".utf8)
  }
}
