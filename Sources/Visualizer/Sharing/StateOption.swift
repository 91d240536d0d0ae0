import Canvas
import Flows
import Learning

/// An option of the share line about how a run goes and how it is looked at: one row.
///
/// What a view's own keys set is read and written by its ``ViewSettings``.
struct StateOption: Sendable {
  /// Without dashes: `colormap`.
  let name: String
  /// Whether it stands alone, without a value.
  var isFlag = false
  /// Its part of the share line; the second state is a fresh one.
  let arguments: @Sendable (State, State) -> [String]
  let read: @Sendable (String, inout State) throws(FlowError) -> Void

  /// Every option, in the order of the share line, which is also that in which they are read.
  static let all = [
    step, paused, part, speed, colormap, probe, picture, show, hide, grid, focus, cursor, zoom,
    view, form,
  ]

  private static let step = StateOption(name: "step") { state, _ in
    // A step that is shown in its parts begins where it began.
    let step = state.slow?.anatomy.before.step ?? state.model?.step ?? state.beginning.step
    return ["--step", String(step)]
  } read: { text, state throws(FlowError) in
    state.beginning.step = try number(text, of: "step", in: 0...Int.max)
    state.beginning.opens = false
  }

  private static let paused = StateOption(name: "paused", isFlag: true) { _, _ in
    ["--paused"]
  } read: { _, state throws(FlowError) in
    state.running = false
    state.beginning.opens = false
  }

  private static let part = StateOption(name: "part") { state, _ in
    let isUntouched = state.snapshot == nil && state.beginning.part > 0
    let number = state.slow?.number ?? (isUntouched ? state.beginning.part : nil)
    return number.map { ["--part", String($0)] } ?? []
  } read: { text, state throws(FlowError) in
    let range = 0...SlowMotion.Phase.allCases.count
    state.beginning.part = try number(text, of: "part", in: range)
  }

  private static let speed = StateOption(name: "speed") { state, fresh in
    state.speed == fresh.speed ? [] : ["--speed", state.speed.name]
  } read: { text, state throws(FlowError) in
    guard let speed = Speed(name: text) else {
      throw wrong(text, "speed", Speed.ladder.map(\.name))
    }
    state.speed = speed
    state.opens = false
    state.beginning.opens = false
  }

  private static let colormap = StateOption(name: "colormap") { state, fresh in
    state.colorMap == fresh.colorMap ? [] : ["--colormap", state.colorMap.rawValue]
  } read: { text, state throws(FlowError) in
    guard let map = State.densityMaps.first(where: { $0.rawValue == text }) else {
      throw wrong(text, "colour map", State.densityMaps.map(\.rawValue))
    }
    state.colorMap = map
  }

  private static let probe = StateOption(name: "probe") { state, fresh in
    state.probe == fresh.probe ? [] : ["--probe=\(state.probe.name)"]
  } read: { text, state throws(FlowError) in
    guard let probe = Probe(text) else {
      throw FlowError("'\(text)' is no point: write two numbers, as in 0.5,-1 or z:0,1")
    }
    state.probe = probe
  }

  private static let picture = StateOption(name: "picture") { state, fresh in
    state.picture == fresh.picture ? [] : ["--picture", state.picture.rawValue]
  } read: { text, state throws(FlowError) in
    guard let picture = Picture(rawValue: text) else {
      throw wrong(text, "picture", Picture.allCases.map(\.rawValue))
    }
    state.picture = picture
  }

  // Both, since what is shown at first depends on the terminal.
  private static let show = StateOption(name: "show") { state, fresh in
    guard state.layers != fresh.layers, !state.layers.isEmpty else { return [] }
    return ["--show", names(state.layers)]
  } read: { text, state throws(FlowError) in
    state.layers.formUnion(try layers(text))
  }

  private static let hide = StateOption(name: "hide") { state, fresh in
    let hidden = Set(PictureLayer.allCases).subtracting(state.layers)
    return state.layers == fresh.layers || hidden.isEmpty ? [] : ["--hide", names(hidden)]
  } read: { text, state throws(FlowError) in
    // Lines from before there was a board: without the heatmap it was the grid's cells that showed.
    if text.split(separator: ",").contains("heatmap") { state.picture = .board }
    state.layers.subtract(try layers(text))
  }

  private static let grid = StateOption(name: "grid") { state, fresh in
    state.gridWay == fresh.gridWay ? [] : ["--grid", state.gridWay.rawValue]
  } read: { text, state throws(FlowError) in
    guard let way = GridWay(rawValue: text) else {
      throw wrong(text, "way of the grid", GridWay.allCases.map(\.rawValue))
    }
    state.gridWay = way
  }

  private static let focus = StateOption(name: "focus") { state, fresh in
    state.focus == fresh.focus ? [] : ["--focus", state.focus.rawValue]
  } read: { text, state throws(FlowError) in
    guard let pane = Pane(rawValue: text) else {
      throw wrong(text, "pane", Pane.allCases.map(\.rawValue))
    }
    state.focus = pane
  }

  private static let cursor = StateOption(name: "cursor") { state, _ in
    state.lossCursor.map { ["--cursor", String($0)] } ?? []
  } read: { text, state throws(FlowError) in
    state.lossCursor = try number(text, of: "cursor", in: Int.min...Int.max)
  }

  private static let zoom = StateOption(name: "zoom", isFlag: true) { state, _ in
    state.zoomed ? ["--zoom"] : []
  } read: { _, state throws(FlowError) in
    state.zoomed = true
  }

  private static let view = StateOption(name: "view") { state, fresh in
    state.view == fresh.view ? [] : ["--view", state.view.rawValue]
  } read: { text, state throws(FlowError) in
    guard let name = ViewName.allCases.first(where: { $0.rawValue == text }) else {
      throw wrong(text, "view", ViewName.allCases.map(\.rawValue))
    }
    state.view = name
  }

  /// The view on screen writes it.
  private static let form = StateOption(name: "form") { _, _ in
    []
  } read: { text, state throws(FlowError) in
    let forms = state.view.forms
    guard let form = Int(text), (1...forms).contains(form) else {
      throw FlowError(
        "--form \(text): view \(state.view.rawValue) has "
          + (forms == 1 ? "one form" : "forms 1 to \(forms)"))
    }
    state.setForm(form - 1, of: state.view)
  }

  /// - Throws: ``FlowError`` for a text that is no number of the range.
  private static func number(
    _ text: String, of option: String, in range: ClosedRange<Int>
  ) throws(FlowError) -> Int {
    guard let number = Int(text), range.contains(number) else {
      let words =
        range.lowerBound == .min
        ? "a whole number"
        : range.upperBound == .max
          ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
      throw FlowError("--\(option) \(text): choose \(words)")
    }
    return number
  }

  private static func wrong(_ text: String, _ what: String, _ names: [String]) -> FlowError {
    FlowError("'\(text)' is no \(what): choose one of \(names.joined(separator: ", "))")
  }

  private static func names(_ layers: Set<PictureLayer>) -> String {
    PictureLayer.allCases.filter(layers.contains).map(\.rawValue).joined(separator: ",")
  }

  private static func layers(_ text: String) throws(FlowError) -> Set<PictureLayer> {
    var layers: Set<PictureLayer> = []
    for word in text.split(separator: ",") where word != "heatmap" {
      guard let layer = PictureLayer(rawValue: String(word)) else {
        throw wrong(String(word), "layer", PictureLayer.allCases.map(\.rawValue))
      }
      layers.insert(layer)
    }
    return layers
  }
}
