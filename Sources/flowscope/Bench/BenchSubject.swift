import Learning

/// What `flowscope bench` can measure.
enum BenchSubject: String, CaseIterable {
  case train, density, sample, frame, startup, threads, growth, watch, bytes, profile, product,
    goals

  /// What `flowscope bench` measures when no subject is named.
  static let usual: [BenchSubject] = [.train, .density, .sample, .frame, .startup, .threads]

  /// Whether every family has it; the others measure one flow, or the flows that goals are set for.
  var isOfEveryFamily: Bool { Self.usual.contains(self) }
}

extension Settings {
  /// Their name among measured cases: the flow, and all that differs from the usual run.
  var benchName: String {
    let usual = Settings().arguments
    let words = arguments
    var name = [flow]
    for place in stride(from: 0, to: words.count - 1, by: 2) where words[place] != "--flow" {
      let pair = words[place...place + 1]
      let isUsual = stride(from: 0, to: usual.count - 1, by: 2)
        .contains { usual[$0...$0 + 1].elementsEqual(pair) }
      if !isUsual { name += pair }
    }
    return name.joined(separator: " ")
  }
}
