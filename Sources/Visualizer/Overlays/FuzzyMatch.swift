/// How well typed letters match a text. They must occur in it in the same order; they match best at the
/// beginnings of words and next to each other.
struct FuzzyMatch: Hashable {
  let score: Int
  /// Which characters of the text matched.
  let positions: [Int]

  /// - Returns: `nil` where the letters do not occur in that order. Blanks typed are left out.
  init?(_ typed: String, in text: String) {
    let wanted = typed.lowercased().filter { $0 != " " }.map(\.self)
    let letters = text.lowercased().map(\.self)
    guard !wanted.isEmpty else {
      (score, positions) = (0, [])
      return
    }
    guard wanted.count <= letters.count else { return nil }
    // best[j]: the best score with the wanted letters so far, the last of them on letter j.
    var best: [Int?] = Array(repeating: nil, count: letters.count)
    var origins: [[Int]] = []
    for (number, letter) in wanted.enumerated() {
      var next: [Int?] = Array(repeating: nil, count: letters.count)
      var origin = Array(repeating: -1, count: letters.count)
      var leader: (score: Int, place: Int)?
      for place in letters.indices {
        if place > 0, let before = best[place - 1], before > leader?.score ?? .min {
          leader = (before, place - 1)
        }
        guard letters[place] == letter else { continue }
        let startsWord = place == 0 || !(letters[place - 1].isLetter || letters[place - 1].isNumber)
        let worth = startsWord ? 8 : 1
        if number == 0 {
          next[place] = worth - min(place, 4)
        } else if let leader {
          next[place] = leader.score + worth
          origin[place] = leader.place
          if place > 0, let before = best[place - 1], before + worth + 10 > next[place] ?? .min {
            next[place] = before + worth + 10
            origin[place] = place - 1
          }
        }
      }
      best = next
      origins.append(origin)
    }
    var end: (score: Int, place: Int)?
    for (place, value) in best.enumerated() {
      if let value, value > end?.score ?? .min { end = (value, place) }
    }
    guard let end else { return nil }
    var place = end.place
    var places = [place]
    for origin in origins.dropFirst().reversed() {
      place = origin[place]
      places.append(place)
    }
    score = end.score
    positions = places.reversed()
  }
}
