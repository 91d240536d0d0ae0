import Learning

/// What f does to a small area, and so to the density there, in words.
struct Growth: Hashable {
  /// |det dx/dz|.
  let factor: Double
  /// The reading that it is.
  let reading: String

  init(_ factor: Double, reading: String = "probe.area") {
    (self.factor, self.reading) = (factor, reading)
  }

  /// Of the formula at the probe.
  init(_ ledger: Ledger) { self.init(ledger.number("probe.area")) }

  private var isKept: Bool { factor.text(2) == "1.00" }
  /// The factor as a number of at least 1.
  private var size: String { (factor < 1 ? 1 / factor : factor).significant }

  /// `grows 2.84×`, `shrinks to 1/3.52` or `keeps its size`.
  var words: String {
    (isKept ? "keeps its size" : factor < 1 ? "shrinks to 1/\(size)" : "grows \(size)×")
      .shows(reading)
  }

  /// `×2.84` or `÷3.52`.
  var sign: String {
    ((factor < 1 && !isKept ? "÷" : "×") + (isKept ? "1.00" : size)).shows(reading)
  }

  /// `the density falls to 1/2.84 of p_z`.
  var ofDensity: String {
    let words =
      isKept
      ? "the density is that of p_z"
      : factor < 1 ? "the density rises to \(size)× p_z" : "the density falls to 1/\(size) of p_z"
    return words.shows(reading)
  }

  /// `÷2.84` or `×3.52`.
  var signOfDensity: String {
    ((factor > 1 && !isKept ? "÷" : "×") + (isKept ? "1.00" : size)).shows(reading)
  }
}

extension State {
  /// The mark of the probe in the pictures.
  var probeMark: String { medium.glyphs == .ascii ? "+" : "┼" }

  /// What the formula says at the probe, the longest form first; empty where it has no numbers.
  func probeSentences(_ ledger: Ledger?) -> [String] {
    guard let ledger = ledger?.shown(self) else { return [] }
    let growth = Growth(ledger)
    let logDet = ledger.number("probe.logdet")
    guard growth.factor.isFinite, growth.factor > 0, logDet.isFinite else { return [] }
    // The term as the formula subtracts it.
    let term = (0 - logDet).text(2, plus: true).shows("probe.logdet")
    return [
      "at \(probeMark) an area \(growth.words), so \(growth.ofDensity): log \(term)",
      "at \(probeMark) area \(growth.sign), so density \(growth.signOfDensity): log \(term)",
      "area \(growth.sign): log \(term)",
    ]
  }
}
