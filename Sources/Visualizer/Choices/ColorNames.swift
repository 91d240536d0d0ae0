import Canvas

/// What the help and the glossary call the colours of a medium, as the end of a sentence: `in orange`.
///
/// Texts have a name in braces where the words go.
struct ColorNames {
  private let names: [String: String]

  init(_ medium: Medium) {
    let (expands, contracts, model, data) =
      switch medium.colors {
      case .trueColor, .indexed256: ("in orange", "in blue", "in green", "in pink")
      case .ansi16: ("in red", "in blue", "in green", "in magenta")
      case .mono: ("by + and #", "by - and =", "in bold", "in plain print")
      }
    names = ["expands": expands, "contracts": contracts, "model": model, "data": data]
  }

  /// A text with its colours named.
  func filled(_ text: String) -> String {
    names.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
  }
}
