extension FlowError {
  /// The error for an unknown name, with the known name that was probably meant.
  /// - Parameters:
  ///   - kind: what the name should stand for: `flow`.
  ///   - name: the name that was given.
  ///   - names: the known ones.
  package init(unknown kind: String, _ name: String, among names: [String]) {
    let meant = Self.nearest(to: name, among: names).map { " (did you mean '\($0)'?)" } ?? ""
    self.init(
      "unknown \(kind) '\(name)'\(meant): choose one of \(names.joined(separator: ", "))")
  }

  /// The known name with the fewest edits between, if those are at most a third of its letters.
  package static func nearest(to name: String, among names: [String]) -> String? {
    let typed = Array(name.lowercased())
    let found = names.map { (name: $0, edits: edits(typed, Array($0.lowercased()))) }
      .min { $0.edits < $1.edits }
    guard let found, found.edits <= max(1, found.name.count / 3) else { return nil }
    return found.name
  }

  /// How many letters to insert, remove, replace or swap with their neighbour to turn one word into the other
  /// (Damerau's and Levenshtein's distance, where no letter is touched twice).
  private static func edits(_ one: [Character], _ other: [Character]) -> Int {
    var (before, last) = ([Int](), Array(0...other.count))
    for (index, letter) in one.enumerated() {
      var row = [index + 1]
      for (place, expected) in other.enumerated() {
        var least = min(
          last[place] + (letter == expected ? 0 : 1), last[place + 1] + 1, row[place] + 1)
        if index > 0, place > 0, letter == other[place - 1], one[index - 1] == expected {
          least = min(least, before[place - 1] + 1)
        }
        row.append(least)
      }
      (before, last) = (last, row)
    }
    return last[other.count]
  }
}
