import Canvas
import Foundation
import Learning

/// Why nobody forms a determinant: what it costs in many dimensions, and when it is no number any more.
///
/// They are the third and the fourth form of the estimates view, for every flow: matrices of these sizes
/// stand for the layers of a flow of images or molecules.
enum DeterminantScene: ViewScene {
  /// Prices timed on this machine.
  case price(DeterminantPrice)
  /// Products of determinants and sums of their logarithms.
  case stack(DeterminantStack)

  func caption(_ state: State) -> Caption {
    switch self {
    case .price(let price):
      guard let row = price.rows.last else { return Caption("nothing was timed") }
      let full = Self.time(row.full)
      let factor = NumberText.compact(row.full / row.diagonal)
      return Caption(
        "log|det| of a full \(row.size) × \(row.size) matrix takes \(full), of a triangular one "
          + "\(Self.time(row.diagonal)): \(factor) times less, timed here",
        "\(row.size) × \(row.size): full \(full), triangular \(Self.time(row.diagonal))",
        "full \(full), triangular \(Self.time(row.diagonal))")
    case .stack(let stack):
      let count = stack.rows[0].count
      let sum = stack.rows[0].last?.logarithm.text(0) ?? ""
      guard let float = stack.end(inFloat: true, gain: 0) else {
        return Caption("in \(stack.size) dimensions the product lasts for \(count) layers")
      }
      let layers = float == 1 ? "1 layer" : "\(float) layers"
      return Caption(
        "in \(stack.size) dimensions the product is 0 in 32 bits after \(layers); the sum of logarithms "
          + "is \(sum) nats after \(count)",
        "the product is 0 in 32 bits after \(layers), the sum of logarithms is \(sum)",
        "0 in 32 bits after \(layers)")
    }
  }

  func draw(_ state: State, in body: Rect, on canvas: inout Canvas) {
    let wide = body.columns >= 76
    let parts = wide ? body.columns(.share(1), .cells(44)) : body.rows(.share(1), .share(1))
    switch self {
    case .price(let price):
      drawPrices(price, state, parts[0], on: &canvas)
      drawTable(price, state, parts[1], on: &canvas)
    case .stack(let stack):
      drawSums(stack, state, parts[0], on: &canvas)
      drawTable(stack, state, parts[1], on: &canvas)
    }
  }

  /// A time in the unit that suits it: `13.6 ms`.
  static func time(_ seconds: Double) -> String {
    for (unit, name) in [(1, "s"), (1e-3, "ms"), (1e-6, "µs")] where seconds >= unit {
      return (seconds / unit).significant + " " + name
    }
    return (seconds / 1e-9).text(0) + " ns"
  }
}

// MARK: the price

extension DeterminantScene {
  private func drawPrices(
    _ price: DeterminantPrice, _ state: State, _ frame: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("time for one log|det|", theme.strong)
          + StyledText(" · µs, log scale", theme.faint)),
      bottom: BorderTitles(left: StyledText("each size is twice the last", theme.faint)), state)
    func curve(_ time: (DeterminantPrice.Row) -> Double) -> [SIMD2<Double>] {
      price.rows.map { SIMD2(log2(Double($0.size)), 1e6 * time($0)) }
    }
    let plot = Plot(
      series: [
        .init(points: curve(\.full), style: theme.alarm, label: "full"),
        .init(points: curve(\.diagonal), style: theme.model, label: "triangular"),
      ],
      xRange: 1...9, logarithmicY: true, xLabel: "log₂ D", axisStyle: theme.faint,
      minimumLabelWidth: 6)
    canvas.drawPlot(plot, in: inside, medium: state.medium)
  }

  private func drawTable(
    _ price: DeterminantPrice, _ state: State, _ frame: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame, top: BorderTitles(left: StyledText("log|det| of a D × D matrix", theme.text)),
      bottom: BorderTitles(right: StyledText("timed here", theme.faint)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    func line(_ texts: [String], _ styles: [Style]) -> StyledText {
      zip(zip(texts, [5, 11, 12, 10]), styles).reduce(StyledText()) {
        $0 + StyledText($1.0.0.leading($1.0.1), $1.1)
      }
    }
    var lines = [
      line(["D", "full", "triangular", "ratio"], Array(repeating: theme.faint, count: 4))
    ]
    lines += price.rows.map { row in
      line(
        [
          row.size.grouped, Self.time(row.full), Self.time(row.diagonal),
          NumberText.compact(row.full / row.diagonal) + "×",
        ], [theme.text, theme.alarm, theme.model, theme.text])
    }
    for note in [
      "full: elimination, about 2/3 D³ operations. Twice the size: about 8 times as long.",
      "triangular: the diagonal alone, D logarithms. Twice the size: twice as long.",
      "Small sizes cost less than the rule says, and large ones more, for memory is slow.",
    ] {
      lines.append(note: note, width: inside.columns, rows: inside.rows, theme)
    }
    canvas.write(lines: lines, in: inside)
  }
}

// MARK: the stack of layers

extension DeterminantScene {
  /// Where numbers of 32 and of 64 bits end, as logarithms: the least above 0, and the greatest.
  private static let ends: [(bits: Int, low: Double, high: Double)] = [
    (
      32, log(Double(Float.leastNonzeroMagnitude)), log(Double(Float.greatestFiniteMagnitude))
    ),
    (64, log(Double.leastNonzeroMagnitude), log(Double.greatestFiniteMagnitude)),
  ]

  private func drawSums(
    _ stack: DeterminantStack, _ state: State, _ frame: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("Σ log|det A_k| of the layers", theme.strong)
          + StyledText(" · nats", theme.faint)),
      bottom: BorderTitles(
        left: StyledText(
          frame.columns >= 50 ? "between the lines of 32 bits a product still has digits" : "",
          theme.faint)), state)
    let names = ["small numbers", "numbers 3×"]
    let series = zip(stack.rows, names).map { rows, name in
      Plot.Series(
        points: [SIMD2(0, 0)]
          + rows.enumerated().map { SIMD2(Double($0 + 1), $1.logarithm) },
        style: theme.model, label: name)
    }
    let reach = stack.rows.joined().reduce(110) { max($0, abs($1.logarithm)) }
    var plot = Plot(
      series: series, xRange: 0...Double(DeterminantStack.layerCount),
      yRange: (-reach)...reach, xLabel: "layers", axisStyle: theme.faint, minimumLabelWidth: 6)
    for end in Self.ends where end.high < reach {
      plot.references += [
        .init(y: end.high, label: "∞ in \(end.bits) bits", style: theme.alarm),
        .init(y: end.low, label: "0 in \(end.bits) bits", style: theme.alarm),
      ]
    }
    canvas.drawPlot(plot, in: inside, medium: state.medium)
  }

  private func drawTable(
    _ stack: DeterminantStack, _ state: State, _ frame: Rect, on canvas: inout Canvas
  ) {
    let theme = Theme(state.medium)
    let inside = canvas.drawPanel(
      frame,
      top: BorderTitles(
        left: StyledText("layers of \(stack.size) × \(stack.size)", theme.strong),
        right: StyledText("det, multiplied", theme.faint)),
      bottom: BorderTitles(right: StyledText("[ ] dimensions", theme.faint)), state
    ).inset(columns: 1, rows: 0)
    guard !inside.isEmpty else { return }
    let places = places(stack, rows: inside.rows)
    var lines: [StyledText] = []
    for (index, name) in ["numbers of size 1/√D", "numbers 3 times as large"].enumerated() {
      let heading = line(
        ["layers", "32 bits", "64 bits", "Σ log|det A|"], Array(repeating: theme.faint, count: 4))
      let rows = places.map { row(stack.rows[index][$0 - 1], after: $0, theme) }
      lines.append(
        paragraph: [StyledText(name, theme.text), heading] + rows, rows: inside.rows,
        isApart: index > 0 && inside.rows >= 2 * places.count + 5)
    }
    let note =
      "The sum has no ends. The sign is kept apart: "
      + "\(stack.negatives) of these layers have a negative determinant, and a density needs |det| only."
    lines.append(note: note, width: inside.columns, rows: inside.rows, theme)
    canvas.write(lines: lines, in: inside)
  }

  /// After how many layers the table shows the products: also where one ends in 32 bits, if there is room.
  private func places(_ stack: DeterminantStack, rows: Int) -> [Int] {
    let few = [1, 2, 4, 8, 16, 24, 32]
    let ends = stack.rows.compactMap { rows in
      rows.firstIndex { $0.float == 0 || !$0.float.isFinite }.map { $0 + 1 }
    }
    let all = Set(few + ends).sorted()
    return 2 * (all.count + 2) <= rows ? all : few
  }

  private func row(_ row: DeterminantStack.Row, after layers: Int, _ theme: Theme) -> StyledText {
    func style(_ value: Double) -> Style {
      value == 0 || !value.isFinite ? theme.alarm : theme.text
    }
    return line(
      [
        layers.grouped, Self.product(Double(row.float)), Self.product(row.double),
        row.logarithm.text(1, plus: true),
      ], [theme.text, style(Double(row.float)), style(row.double), theme.model])
  }

  private static func product(_ value: Double) -> String {
    value == 0 ? "0" : NumberText.scientific(value)
  }

  private func line(_ texts: [String], _ styles: [Style]) -> StyledText {
    zip(zip(texts, [6, 10, 11, 13]), styles).reduce(StyledText()) {
      $0 + StyledText($1.0.0.leading($1.0.1), $1.1)
    }
  }
}
