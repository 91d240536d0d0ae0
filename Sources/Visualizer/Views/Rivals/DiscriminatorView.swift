import Canvas
import Foundation
import Learning

/// What a GAN's discriminator takes for data, and what the generator makes.
enum DiscriminatorView: View {
  static let name: ViewName = "discriminator"
  static let title = "discriminator: data, or made?"
  static let noun = "the discriminator"
  static let summary = "where a GAN's discriminator takes a point for data"
  static let needs: Set<LearnerAbility> = [.discriminator]

  static func scene(
    _ subject: PointSubject, remembering memory: inout DiscriminatorMemory
  ) -> (any ViewScene)? { memory.scene(subject) }

  static func viewports(in body: Rect, _ state: State) -> SpaceViewports {
    SpaceViewports(data: state.dataViewport(PairLayout(body).second))
  }
}

/// The discriminator's field, under the generator's samples and under the data.
struct DiscriminatorScene: ViewScene {
  /// How sure it is that a point is of the data, 0 to 1, at the pixels of both pictures.
  var first: [Float]
  var second: [Float]
  var samples: [SIMD2<Float>]
  var data: [SIMD2<Float>]
  /// Its mean over the data's points, and over the samples.
  var ofData: Double
  var ofSamples: Double
  /// The share of the points that it takes for what they are.
  var rightShare: Double

  func caption(_ state: State) -> Caption {
    let right = "\((100 * rightShare).text(0)) % are told apart"
    let means = "mean D \(ofData.text(2)) on data, \(ofSamples.text(2)) on samples"
    return Caption(
      "\(means): \(right); 50 % is guessing, and says nothing of modes that are missing",
      "\(means): \(right)", means)
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let pair = PairLayout(body)
    let theme = Theme(state.medium)
    draw(
      first, samples, "D(x), samples", theme.model, state, pair.first, on: &canvas)
    draw(second, data, "D(x), data", theme.data, state, pair.second, on: &canvas)
    drawNumbers(state, pair.side, on: &canvas)
    drawScale(state, pair.below, on: &canvas)
  }

  private func draw(
    _ field: [Float], _ points: [SIMD2<Float>], _ name: String, _ style: Style, _ state: State,
    _ frame: Rect, on canvas: inout Canvas
  ) {
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText(name, style)), state)
    guard !inside.isEmpty else { return }
    let theme = Theme(state.medium)
    let viewport = state.dataViewport(frame)
    // Where it cannot tell, at a half, there is no colour.
    canvas.drawAccents(
      field.map { 2 * $0 - 1 }, in: inside, positive: theme.data, negative: theme.model,
      medium: state.medium)
    drawPoints(points, theme.text, state, viewport, on: &canvas)
  }

  private func drawNumbers(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("what it says", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows > 2 else { return }
    func fact(_ label: String, _ value: String) -> StyledText {
      factLine(label, StyledText(value, theme.text), theme, width: min(inside.columns, 34))
    }
    var lines = [
      fact("mean D on data", ofData.text(3)), fact("mean D on samples", ofSamples.text(3)),
      fact("told apart", "\((100 * rightShare).text(1)) %"),
    ]
    lines.append(
      note: "D is the share that it gives to 'data'. Where samples and data have the same density "
        + "the best D is 1/2.", width: inside.columns, rows: inside.rows, theme)
    lines.append(
      note: "The generator climbs this field: it moves its samples to where D is larger. "
        + "Where it makes no samples it feels no pull: a mode can stay missing.",
      width: inside.columns, rows: inside.rows, theme)
    canvas.write(lines: lines, in: inside)
  }

  /// What the accents mean.
  private func drawScale(_ state: State, _ frame: Rect, on canvas: inout Canvas) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("how to read it", theme.text)), state
    ).inset(columns: 1, rows: 0)
    guard inside.rows >= 2 else { return }
    let plain = state.medium.glyphs == .ascii || state.medium.colors == .mono
    canvas.write(
      lines: [
        StyledText(plain ? "+ # " : "■ ", theme.data)
          + StyledText("taken for data, D above 1/2", theme.text),
        StyledText(plain ? "- = " : "■ ", theme.model)
          + StyledText("taken for made, D below 1/2", theme.text),
      ], in: inside)
  }
}

/// What the view remembers.
struct DiscriminatorMemory: ViewMemory {
  private struct Key: Hashable {
    var model: ModelKey
    var body: Rect
    var samples: Int
  }
  private var scene = Memo<Key, DiscriminatorScene>()
  private var sampled = SampledLearner()

  /// Samples, and points of the data, that are drawn and counted.
  private static let count = 500

  mutating func scene(_ subject: PointSubject) -> DiscriminatorScene? {
    let state = subject.state
    guard let discriminator = subject.discriminator, let target = state.target else { return nil }
    let samples = sampled.samples(of: state, count: Self.count)
    let key = Key(model: subject.key, body: subject.body, samples: state.medium.samples)
    return scene.value(for: key) {
      func sureness(_ points: [SIMD2<Float>]) -> [Float] {
        discriminator.values(at: points, of: subject.model).map { 1 / (1 + exp(-$0)) }
      }
      let pair = PairLayout(subject.body)
      let data = Evaluation.draw(target, seed: 7, count: Self.count)
      let (ofData, ofSamples) = (sureness(data), sureness(samples))
      let right = ofData.count { $0 > 0.5 } + ofSamples.count { $0 < 0.5 }
      func mean(_ values: [Float]) -> Double {
        values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
      }
      return DiscriminatorScene(
        first: sureness(state.dataViewport(pair.first).pixelCenters()),
        second: sureness(state.dataViewport(pair.second).pixelCenters()), samples: samples,
        data: data, ofData: mean(ofData), ofSamples: mean(ofSamples),
        rightShare: Double(right) / Double(max(1, data.count + samples.count)))
    }
  }
}
