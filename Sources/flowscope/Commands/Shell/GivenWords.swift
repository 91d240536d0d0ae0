import ArgumentParser
import Flows

/// The words of a command line, made ready for the parser.
enum GivenWords {
  /// Joins options and values that begin with a minus, which the parser would take for options:
  /// `--probe -1,0.5` becomes `--probe=-1,0.5`.
  /// - Parameter takesValue: whether an option, such as `--out`, takes a value; asked only where that is in
  ///   doubt.
  static func joined(_ words: [String], takesValue: (String) -> Bool) -> [String] {
    var joined: [String] = []
    for (index, word) in words.enumerated() {
      // What follows -- is no option.
      if word == "--" { return joined + words[index...] }
      guard word.hasPrefix("-"), !word.hasPrefix("--"), word.count > 1, word != "-h",
        let option = joined.last, option.hasPrefix("--"), !option.contains("="),
        isNumber(word) || takesValue(option)
      else {
        joined.append(word)
        continue
      }
      joined[joined.count - 1] += "=" + word
    }
    return joined
  }

  /// Whether it begins as `-1` or `-.5` do; no option does.
  private static func isNumber(_ word: String) -> Bool {
    word.dropFirst().first.map { $0.isNumber || $0 == "." } ?? false
  }

  /// - Throws: `ValidationError` that names the command which was probably meant, where the first word is
  ///   none.
  static func requireCommand(_ words: [String], among names: [String]) throws {
    guard let word = words.first(where: { $0 != "help" }), !word.hasPrefix("-"),
      words.first == word || words.first == "help", !(names + ["help"]).contains(word)
    else { return }
    throw ValidationError(FlowError(unknown: "command", word, among: names).description)
  }
}
