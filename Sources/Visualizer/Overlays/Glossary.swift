import Canvas

/// The words, signs and abbreviations of the screen, each in one or two plain sentences: the second page of
/// the help.
enum Glossary {
  struct Entry: Sendable {
    /// As the list has it.
    let word: String
    /// Other spellings on screen.
    let spellings: [String]
    let text: String

    init(_ word: String, _ spellings: [String] = [], _ text: String) {
      (self.word, self.spellings, self.text) = (word, spellings, text)
    }
  }

  /// In alphabetical order; signs stand where they are read.
  static let entries: [Entry] = [
    .init(
      "≈", [],
      "Nearly equal. In a sum: the printed numbers are rounded and do not add up in the last digit; "
        + "those behind them do."),
    .init("✓ ✗", ["✓", "✗"], "Two independent ways to the same number agree, or do not."),
    .init(
      "@1,200", ["@"],
      "Measured at step 1,200, a little before the model on screen: held-out points are measured now and "
        + "then, not at every step."),
    .init(
      "± sd, ± SE", ["± sd", "± SE", "SE", "sd", "±"],
      "Standard deviation, how widely values scatter; standard error, how uncertain that leaves their "
        + "mean."),
    .init(
      "×8, ×10", ["×"],
      "Beside a flow: its number of layers. Beside ▶: training steps for each frame."),
    .init(
      "Adam", [],
      "The rule by which a training step turns the gradient into a change of parameters."),
    .init(
      "area factor", ["area"],
      "|det dx/dz|: by what f multiplies a small area. The mass in it stays, so the density is divided by "
        + "it."),
    .init(
      "autoregressive", ["MAF", "IAF"],
      "Each coordinate depends on those before it alone, so the Jacobian is triangular. One direction takes "
        + "one pass, the other goes feature by feature: MAF is quick in density, IAF in samples."),
    .init(
      "base, N(0, I)", ["base", "N(0, I)", "N", "base space"],
      "The simple distribution p_z that a flow begins with; N(0, I) is the round normal one, of deviation "
        + "1 in every direction."),
    .init(
      "bijection", ["flow"],
      "A map with an inverse: every x comes from exactly one z. A flow is a chain of them."),
    .init(
      "board", [],
      "A chessboard on base space, straight in z and carried by f in x. A square that grew is drawn "
        + "{expands}, one that shrank {contracts}."),
    .init(
      "bridge", [],
      "The model's mass where the target has nothing, between its parts: f is continuous and cannot tear "
        + "one blob in two."),
    .init("closed form", [], "A formula that is computed at once, with no search and no steps."),
    .init(
      "coupling", [],
      "A layer that leaves some coordinates alone and uses them to scale and shift the others; it is "
        + "inverted as easily as it is applied."),
    .init(
      "D², energy distance", ["D²", "energy distance"],
      "How far two clouds of points are from each other, for models with no density. 0 is the same."
    ),
    .init(
      "D, dimensions", ["D"], "How many numbers make up one point: 2 here, 784 for a small picture."
    ),
    .init(
      "diffusion", ["noise"],
      "A model that learns to find the noise in noisy data. Taken away in steps, it turns noise into data."
    ),
    .init(
      "discriminator, D(x)", ["discriminator", "D(x)"],
      "Of a GAN, the network that says how sure it is that a point is of the data; the generator learns to "
        + "deceive it."),
    .init(
      "divergence", ["div", "tr", "trace"],
      "How fast a vector field spreads at a place: the trace of its Jacobian. Its integral along the way is "
        + "log|det dx/dz|."),
    .init(
      "E, mean", ["E"], "The expectation, here the mean over held-out points."),
    .init(
      "entropy", ["floor"],
      "The NLL that the target itself would have, in nats. It is a floor, for NLL = entropy + KL, and a KL is "
        + "never negative. A finite sample can fall a little below it by chance."),
    .init(
      "expands, contracts", ["expands", "contracts"],
      "f makes a small area larger (+, {expands}), or smaller (−, {contracts})."),
    .init(
      "f, f⁻¹", ["f", "f⁻¹"],
      "The flow from z to x, which samples; its inverse from x to z, which gives densities."),
    .init(
      "finite differences", ["differences"],
      "The map at points close by, subtracted: a slope without any formula, to check the formulas."),
    .init(
      "fold", ["folds"],
      "Two z for one x: there the map turns over and counts mass twice. A flow has none."),
    .init("gradient", [], "Which way, and how strongly, each parameter changes the loss."),
    .init(
      "held-out", [], "Points of the target that training never sees, to measure on."),
    .init(
      "Hutchinson", [],
      "A trace from random directions: right on average, and cheap in many dimensions."),
    .init(
      "J, Jacobian", ["J", "Jacobian", "dx/dz", "dz/dx"],
      "The matrix of slopes: how x moves when z moves a little is dx/dz. dz/dx is its inverse."),
    .init(
      "KL", ["Kullback-Leibler"],
      "Kullback-Leibler divergence, in nats: how much worse the model explains the target's points than the "
        + "target does. 0 means that they are the same."),
    .init("kink", [], "A corner of the map; a difference across it sees both slopes."),
    .init("Lipschitz bound", ["Lipschitz"], "The most that a map can stretch any small step."),
    .init(
      "log|det dx/dz|",
      ["log|det dx_k/dz_k|", "log-determinants", "log|det|", "log-det", "log-dets", "|det dx/dz|"],
      "The logarithm of the area factor, the only sign on screen: + expands. The density loses it: log p(x) "
        + "= log p_z(z) − log|det dx/dz|. Of layers it adds up, for factors multiply."),
    .init("loss", [], "What training makes smaller: mostly the NLL of a batch."),
    .init("magnified", ["magnify"], "Drawn larger, in both spaces alike unless it says how much."),
    .init(
      "mass", ["∫p(x) dx", "∫"],
      "Probability: density times area, summed up. A flow moves it and never makes any, so the whole is 1."
    ),
    .init(
      "nats", ["nat"],
      "The unit of natural logarithms: 1 nat is a factor of 2.718, 0.69 nats a factor of 2."),
    .init(
      "NFE", [],
      "Number of function evaluations: how often a solver asks the vector field on its way."),
    .init(
      "NLL", ["negative log-likelihood"],
      "Negative log-likelihood, the mean of −log p(x) over points, in nats. Lower is better."),
    .init(
      "overfitting", [], "Better on the points trained on, worse on others: learning by heart."),
    .init(
      "p(x)", ["log p(x)", "log p", "p", "density"],
      "The model's density: how much mass there is in a small area at x, for each unit of area."),
    .init("p_z(z)", ["p_z", "log p_z(z)", "log p_z"], "The base's density at z."),
    .init(
      "probe", ["┼"],
      "The marked point, in z and in x at once. All numbers of the formula are measured there; arrows or a "
        + "click move it, x chooses its space."),
    .init(
      "pullback", ["pulled back", "carried to z"],
      "What comes of taking x-space things back to z: data carried to z should look drawn from the base."
    ),
    .init(
      "pushforward", ["pushed forward"],
      "What f makes of the base distribution: its samples, carried to x, are the model's samples."),
    .init(
      "roulette", ["power series", "series"],
      "A residual flow's log|det dx/dz| is an endless series. Cut off at random and weighted, it is right on "
        + "average."),
    .init(
      "round trip", [], "There and back through the flow: where it lands must be where it began."),
    .init(
      "samples", ["sample"], "Points drawn from the base and carried to x by f: the dots {model}."),
    .init(
      "σ₁, σ₂", ["σ₁", "σ₂", "σ", "stretch"],
      "Singular values of dx/dz: the most and the least that f stretches a small step. Their product is the "
        + "area factor."),
    .init("Σ, sum", ["Σ"], "The sum over all layers."),
    .init(
      "solver", ["ODE", "t", "steps"],
      "Follows a vector field (an ODE) in small steps of the time t, from z at t = 0 to x at t = 1."
    ),
    .init("standardized", [], "Shifted and scaled to mean 0 and deviation 1."),
    .init("target", ["p_true"], "The distribution that the model should become."),
    .init(
      "triangular", ["each layer"],
      "A matrix with only zeros on one side of its diagonal: its determinant is the product of that diagonal. "
        + "Each layer can have one while the whole flow's matrix is full."),
    .init(
      "validation", [],
      "Points of your own that training does not use; the best step is chosen on them."),
    .init(
      "vector field", ["field"],
      "An arrow at every place, which says where and how fast a point moves there."),
    .init(
      "volume-preserving", ["volume"],
      "log|det dx/dz| is 0 everywhere: shapes change, areas do not."),
    .init(
      "x, z", ["x", "z", "data space"],
      "A point of data space, and the point of base space that f takes there: x = f(z)."),
  ]

  /// The entry of a word as the screen spells it.
  static func entry(of word: String) -> Entry? {
    entries.first { $0.word == word || $0.spellings.contains(word) }
  }

  /// The entries whose words stand in a text, in the order of the text.
  static func entries(in text: String) -> [Entry] {
    let words = entries.enumerated().compactMap {
      index, entry -> (place: Int, length: Int, index: Int)? in
      // Single letters would be found everywhere.
      let spellings = ([entry.word] + entry.spellings).filter { $0.count > 2 || $0 == "KL" }
      let found = spellings.compactMap { spelling in
        place(of: spelling, in: text).map { (place: $0, length: spelling.count, index: index) }
      }
      return found.min { $0.place < $1.place }
    }
    return words.sorted { ($0.place, -$0.length) < ($1.place, -$1.length) }.map {
      entries[$0.index]
    }
  }

  /// Where a word begins in a text, as a whole word in any case; `nil` where it is not in it.
  private static func place(of word: String, in text: String) -> Int? {
    let (text, word) = (Array(text.lowercased()), Array(word.lowercased()))
    guard word.count <= text.count else { return nil }
    func isLetter(_ index: Int) -> Bool {
      text.indices.contains(index) && (text[index].isLetter || text[index].isNumber)
    }
    return (0...(text.count - word.count)).first { start in
      let end = start + word.count
      return Array(text[start..<end]) == word && !(isLetter(start - 1) && word[0].isLetter)
        && !(isLetter(end) && text[end] != "s" && word[word.count - 1].isLetter)
    }
  }
}

extension State {
  /// The entries that the focused pane or the view needs, the first of them first.
  var wordsHere: [Glossary.Entry] {
    switch mode.below.name {
    case .race: Glossary.entries(in: "KL NLL held-out entropy samples")
    case .paint: Glossary.entries(in: "target entropy pushforward samples")
    case .watch, .lesson:
      paneHelp.map { Glossary.entries(in: $0.title + ". " + $0.text) } ?? []
    }
  }
}
