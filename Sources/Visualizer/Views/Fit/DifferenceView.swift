import Canvas
import Flows
import Foundation
import Learning

/// Model minus target, and where the KL comes from.
enum DifferenceView: View {
  static let name: ViewName = "difference"
  static let title = "difference: model − target"
  static let noun = "the difference"
  static let summary = "model minus target, and where the KL comes from"
  static let forms = 2
  static let keys = [ViewKey(.form, "difference, or p log p/q")]
  static let mouse: String? = ViewKey.mouse
  static let needs: Set<LearnerAbility> = [.density]

  static func scene(
    _ subject: PointSubject, remembering memory: inout DifferenceMemory
  ) -> (any ViewScene)? { memory.scene(subject) }

  static func viewports(in body: Rect, _ state: State) -> SpaceViewports {
    SpaceViewports(data: state.dataViewport(PairLayout(body).second))
  }

  /// Whether it shows where the KL comes from.
  static func showsContribution(_ state: State) -> Bool { form(in: state) == 1 }
}

/// The difference view: model minus target, and where the KL divergence comes from.
struct DifferenceScene: ViewScene {
  /// The model's density at the first picture's pixels.
  var model: [Float]
  /// The target's density at the second picture's pixels.
  var truth: [Float]?
  /// model − target at the second picture's pixels; empty where the target's density is unknown.
  var difference: [Float]
  /// p log(p/q) at the same pixels, p the target's density and q the model's: its integral is the KL.
  var contribution: [Float]
  var densityMaximum: Float
  /// ∫ p log(p/q) dx over the window, in nats.
  var divergence: Double
  /// Half of ∫ |q − p| dx: the mass that would have to move.
  var totalVariation: Double
  /// The parts of `divergence` where the model has too little and too much density.
  var missing: Double
  var surplus: Double
  /// ∫ q dx over the window.
  var modelMass: Double
  var targetMass: Double
  /// What lies between two groups of the target; `nil` where it has no such groups.
  var bridge: Bridge?
  /// The same divergence, split by the ratio of the model's density to the target's.
  var bands: [Band] = Band.empty

  func caption(_ state: State) -> Caption {
    guard !difference.isEmpty, divergence.isFinite else {
      return Caption(
        "the density of this target is not known: nothing is subtracted", "the density is not known"
      )
    }
    let kl = "KL " + divergence.text(4).shows("kl")
    if DifferenceView.showsContribution(state) {
      let excess = abs(surplus).text(4)
      return Caption(
        "\(kl) = \(missing.text(4)) where the model lacks mass − \(excess) where it has too much",
        "\(kl) = \(missing.text(4)) lacking − \(excess) in excess", kl)
    }
    let moved = "\((100 * totalVariation).text(1)) % of the mass"
    if let bridge {
      return Caption(
        "\(bridge.reason); \(kl) nats", bridge.reason, "\(moved) would have to move; \(kl)", kl)
    }
    return Caption(
      "\(moved) would have to move to make the model the target; \(kl) nats",
      "\(moved) would have to move; \(kl)", kl)
  }

  /// Where the model's density is between two multiples of the target's.
  struct Band: Sendable {
    var name: String
    /// The band ends at this multiple of the target's density.
    var end: Float
    /// ∫ p log(p/q) over it, in nats.
    var divergence = 0.0
    /// The target's mass in it.
    var mass = 0.0

    static let empty = [
      Band(name: "under 1/4 of it", end: 0.25), Band(name: "1/4 to 1/2", end: 0.5),
      Band(name: "1/2 to 1", end: 1), Band(name: "1 to 2", end: 2),
      Band(name: "over twice it", end: .infinity),
    ]
  }
}

/// What the difference view remembers.
struct DifferenceMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var viewport: Viewport
    var body: Rect
    /// Whether there is time to measure the bridge at many points.
    var isFine: Bool
  }
  private struct Place: Hashable {
    var target: String
    var viewport: Viewport
  }
  private var scene = Memo<Key, DifferenceScene>()
  private var truth = Memo<Place, [Float]?>()
  private var fineTruth = Memo<String, [Float]?>()
  private var gap = Memo<String, GapCrossing.Strip?>()
  /// The cells of the quadrature: about a hundred on a side, and a whole number of them to a unit of
  /// data space, so that the edges of the checkerboard lie between cells.
  ///
  /// No cell is wider than a standard deviation of the target's modes.
  static func square(_ extent: Double, modes: [TargetMode] = []) -> Viewport {
    let finest = modes.map { 1 / $0.deviation }.max() ?? 1
    let cellsPerUnit = max(1, (50 / extent).rounded(.down), finest.rounded(.up))
    let half = Int((extent * cellsPerUnit).rounded(.up))
    return Viewport(
      rect: Rect(columns: 2 * half, rows: half), extent: Float(Double(half) / cellsPerUnit))
  }

  mutating func scene(_ subject: PointSubject) -> DifferenceScene? {
    let state = subject.state
    guard let target = state.target, let density = subject.density else { return nil }
    let pair = PairLayout(subject.body)
    let viewport = state.dataViewport(pair.second)
    let key = Key(
      model: subject.key, viewport: viewport, body: subject.body, isFine: !state.running)
    let truth = truth.value(for: Place(target: target.name, viewport: viewport)) {
      Evaluation.density(of: target, in: viewport)
    }
    let square = DifferenceMemory.square(state.dataExtent, modes: target.modes)
    let fineTruth = fineTruth.value(for: target.name) {
      Evaluation.density(of: target, in: square)
    }
    return scene.value(for: key) {
      let model = Evaluation.modelDensity(
        density, subject.model, state.dataViewport(pair.first))
      var scene = DifferenceScene(
        model: model, truth: truth, difference: [], contribution: [],
        densityMaximum: subject.densityMaximum,
        divergence: .nan, totalVariation: .nan, missing: .nan, surplus: .nan, modelMass: .nan,
        targetMass: .nan)
      let gap = gap.value(for: target.name) { try? GapCrossing.Strip(of: target) }
      scene.bridge = gap.map {
        Bridge($0, density, subject.model, target, isFine: !state.running)
      }
      guard let truth, let fineTruth else { return scene }
      let here =
        pair.first.columns == pair.second.columns && pair.first.rows == pair.second.rows
        ? model
        : Evaluation.modelDensity(density, subject.model, viewport)
      scene.difference = zip(here, truth).map { $0 - $1 }
      scene.contribution = zip(here, truth).map { DifferenceScene.term(truth: $1, model: $0) }
      let fine = Evaluation.modelDensity(density, subject.model, square)
      scene.measure(fine, fineTruth, area: Double(square.pixelArea))
      return scene
    }
  }
}

extension DifferenceScene {
  /// p log(p/q), which is 0 where p is.
  static func term(truth: Float, model: Float) -> Float {
    guard truth > 0 else { return 0 }
    // The ratio of a tiny density to a large one would be rounded to 0, and its logarithm infinite.
    return truth * (log(truth) - log(max(model, 1e-30)))
  }

  /// Integrates over the cells of a fine grid.
  mutating func measure(_ model: [Float], _ truth: [Float], area: Double) {
    (divergence, totalVariation, missing, surplus, modelMass, targetMass) = (0, 0, 0, 0, 0, 0)
    bands = Band.empty
    for (q, p) in zip(model, truth) {
      let term = Double(DifferenceScene.term(truth: p, model: q)) * area
      divergence += term
      if term > 0 { missing += term } else { surplus += term }
      if p > 0, let band = bands.firstIndex(where: { q < $0.end * p }) {
        bands[band].divergence += term
        bands[band].mass += Double(p) * area
      }
      totalVariation += 0.5 * Double(abs(q - p)) * area
      modelMass += Double(q) * area
      targetMass += Double(p) * area
    }
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let pair = PairLayout(body)
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      pair.first, top: BorderTitles(left: StyledText("model q", theme.model)), state)
    if !inside.isEmpty {
      drawDensity(
        model, maximum: densityMaximum, under: .nothing, state, state.dataViewport(pair.first),
        on: &canvas)
    }
    drawMap(state, pair.second, on: &canvas)
    // The target gets a picture of the same size as the others, where there is room.
    if truth != nil, let sides = pair.sides(below: 11) {
      drawTruth(state, sides.upper, pair.sized(in: sides.upper), on: &canvas)
      drawNumbers(state, sides.lower, on: &canvas)
    } else {
      drawNumbers(state, pair.side, on: &canvas)
    }
    drawScale(state, pair.below, on: &canvas)
  }

  private func drawTruth(
    _ state: State, _ frame: Rect, _ picture: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("target p", theme.data)), state)
    guard !inside.isEmpty, let truth else { return }
    drawDensity(
      truth, maximum: densityMaximum, under: .nothing, state, state.dataViewport(picture),
      on: &canvas)
  }

  /// The value at which the accent colours are at full strength.
  private func limit(_ state: State) -> Float {
    let top = densityMaximum > 0 ? densityMaximum : 1
    return DifferenceView.showsContribution(state) ? top : 0.5 * top
  }

  private func drawMap(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let shows = DifferenceView.showsContribution(state)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: shows
          ? StyledText("p log p/q", theme.strong)
          : StyledText("model ", theme.model) + StyledText("− ", theme.text)
            + StyledText("target", theme.data)),
      bottom: BorderTitles(
        right: StyledText("a: " + (shows ? "the difference" : "where KL comes from"), theme.faint)),
      state)
    guard !inside.isEmpty else { return }
    guard !difference.isEmpty else {
      for (row, line) in wrapped(
        "the density of this target is not known, so there is nothing to subtract",
        inside.columns - 2
      ).enumerated() {
        canvas.write(
          StyledText(line, theme.faint), in: inside, row: inside.rows / 2 - 1 + row,
          alignment: .center)
      }
      return
    }
    // Where the target has more, the KL grows: both pictures have the data's accent there.
    let values = shows ? contribution.map { -$0 } : difference
    let limit = limit(state)
    canvas.drawAccents(
      values.map { $0 / limit }, in: inside, positive: theme.model, negative: theme.data,
      medium: state.medium)
    bridge?.draw(state, state.dataViewport(frame), on: &canvas)
  }

  /// What the accents mean, with numbers.
  private func drawScale(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("how to read it", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows >= 2 else { return }
    let limit = Double(limit(state))
    let shows = DifferenceView.showsContribution(state)
    let plain = state.medium.glyphs == .ascii || state.medium.colors == .mono
    let square = plain ? "- =" : "■"
    let plus = plain ? "+ #" : "■"
    let data =
      shows ? "adds to the KL: the target is here, the model is not" : "too little of the model"
    let model = shows ? "takes from the KL: more model than target" : "too much of the model"
    let unit = shows ? "nats per unit area" : "density"
    var lines = [
      StyledText(square + " ", theme.data) + StyledText(data, theme.text),
      StyledText(plus + " ", theme.model) + StyledText(model, theme.text),
    ]
    func append(_ note: String) {
      lines.append(note: note, width: inside.columns, rows: inside.rows, isApart: false, theme)
    }
    append(
      "\(plain ? "Heaviest" : "Full colour") at ± \(limit.text(2)) \(unit); strength grows with "
        + "the square root.")
    let rows = inside.rows - lines.count - 4
    let bands = difference.isEmpty ? [] : bandLines(inside.columns, rows: rows, state, theme)
    if !bands.isEmpty, lines.count + 1 + bands.count <= inside.rows {
      lines += [""] + bands + [""]
    }
    append(
      "A model is punished without bound where the target has points and it has no density, "
        + "and only mildly for density between them: that is why bridges stay between modes.")
    canvas.write(lines: lines, in: inside)
  }
}
