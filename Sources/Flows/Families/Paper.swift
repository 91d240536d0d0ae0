/// A paper that can be read on arXiv.
public struct Paper: Hashable, Sendable {
  /// `Dinh et al.`
  public let authors: String
  /// In which it was published, not that of the preprint.
  public let year: Int
  /// The number on arXiv: `1605.08803`.
  public let arXiv: String
  /// Which part of it: `section 3.2`; `nil` is all of it.
  public let part: String?

  public init(_ authors: String, _ year: Int, arXiv: String, _ part: String? = nil) {
    self.authors = authors
    self.year = year
    self.arXiv = arXiv
    self.part = part
  }

  /// Where it can be read.
  public var address: String { "https://arxiv.org/abs/\(arXiv)" }

  /// `Dinh et al. 2017, arXiv:1605.08803`.
  public var citation: String {
    "\(authors) \(year), arXiv:\(arXiv)" + (part.map { ", \($0)" } ?? "")
  }
}
