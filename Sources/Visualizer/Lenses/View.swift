import Learning

/// What fills the screen: the panes of the main view, or one idea of change of variables.
public enum View: String, CaseIterable, Hashable, Sendable {
  case main, probe, morph, mass, layers, loss, difference
  case oneD = "1d"
  case invariants, estimates, field

  /// The name on screen.
  var title: String {
    switch self {
    case .main: "panes"
    case .probe: "the probe: a square and its image"
    case .morph: "morph: from z to x, layer by layer"
    case .field: "field: what moves the points"
    case .mass: "mass lens: volume changes, mass stays"
    case .layers: "layers: which one does the work"
    case .loss: "loss: its two parts"
    case .difference: "difference: model − target"
    case .oneD: "1-D: the formula along a line"
    case .invariants: "invariants: what must hold"
    case .estimates: "estimates: log-determinants side by side"
    }
  }

  /// What it is, in few words for help and messages.
  public var summary: String {
    switch self {
    case .main: "the panes"
    case .probe: "a small square and its image at the probe"
    case .morph: "density, grid and probe on their way from z to x"
    case .field: "what moves points, and particles that follow it"
    case .mass: "a region in both spaces: its area changes, its mass stays"
    case .layers: "log|det| of every layer over the data"
    case .loss: "the loss and the two parts it is made of"
    case .difference: "model minus target, and where the KL comes from"
    case .oneD: "density, map and density along one line"
    case .invariants: "what must hold of every flow, measured"
    case .estimates: "log|det| at the probe: exact, and as it is estimated"
    }
  }
}

extension View {
  /// How many forms the view has, for the key `a`.
  public var forms: Int {
    switch self {
    case .oneD: 4
    case .probe, .field, .mass, .loss, .difference, .estimates: 2
    case .main, .morph, .layers, .invariants: 1
    }
  }
}

// What the forms mean.
extension LensSettings {
  /// Whether the probe's square is shown in its place in the whole picture, not magnified.
  var inPlace: Bool { form(of: .probe) == 1 }
  /// The shape of the mass lens.
  var shape: Shape { form(of: .mass) == 1 ? .box : .circle }
  /// The axis of base space that the 1-D view follows: 0 or 1.
  var axis: Int { form(of: .oneD) % 2 }
  /// Whether the 1-D view shows a whole coordinate, not one line of the plane.
  var isMarginal: Bool { form(of: .oneD) >= 2 }
  /// Whether the loss view shows the distance from the entropy, on a logarithmic scale.
  var logarithmic: Bool { form(of: .loss) == 1 }
  /// Whether the difference view shows where the KL comes from.
  var contribution: Bool { form(of: .difference) == 1 }
}

/// What the views' own keys set.
public struct LensSettings: Hashable, Sendable {
  /// The shape of the mass lens.
  public enum Shape: String, Hashable, Sendable {
    case circle, box
  }

  /// How far from z (0) to x (1) the morph is.
  public var depth = 0.5
  /// Which way the morph plays: +1 towards x, −1 towards z, 0 still.
  public var playing = 0
  /// Half the width of the mass lens and of the 1-D view's bin, in the units of its space.
  public var radius = 0.5
  /// The layer that the estimates view shows, from 1 in the order of x → z; 0 is all of them.
  public var layer = 0
  /// The forms of the views that do not have their first.
  private var forms: [View: Int] = [:]

  /// Seconds that the morph takes from one end to the other.
  static let travel = 4.0
  /// What `[` and `]` may make of the radius.
  public static let radii = 0.05...2.5

  public init() {}
}

/// What the keys of the views do; each means something in the views that it is for.
public enum LensAction: Hashable, Sendable {
  /// Plays the morph, or stops it; from an end, it plays back.
  case play
  /// Scrubs through the morph, or changes the size of the region or the bin.
  case adjust(Int)
  /// The other of two forms: magnified or in place, circle or box, first or second axis, linear or
  /// logarithmic, difference or contribution.
  case form
}

extension LensSettings {
  /// Does what a key means in a view.
  /// - Parameters:
  ///   - stages: the flow's stages, for the morph.
  ///   - layers: the flow's layers, for the estimates.
  /// - Returns: what to tell the user, if anything.
  mutating func perform(_ action: LensAction, in view: View, stages: Int, layers: Int) -> String? {
    switch (action, view) {
    case (.play, .morph), (.play, .field):
      if playing != 0 { playing = 0 } else { playing = depth >= 1 ? -1 : 1 }
      return nil
    case (.adjust(let step), .morph), (.adjust(let step), .field):
      playing = 0
      let stops = 4 * max(1, stages)
      depth = min(max(((depth * Double(stops)).rounded() + Double(step)) / Double(stops), 0), 1)
      return nil
    case (.adjust(let step), .mass), (.adjust(let step), .oneD):
      let factor = step > 0 ? 1.25 : 0.8
      radius = min(
        max(radius * factor, LensSettings.radii.lowerBound), LensSettings.radii.upperBound)
      return nil
    case (.adjust(let step), .estimates):
      layer = min(max(layer + step, 0), layers)
      return nil
    case (.play, _): return "m plays the morph and the field: press v until they show"
    case (.adjust, _):
      return "[ and ] belong to the morph, the field, the mass lens, the 1-D view and the estimates"
    case (.form, _): return changeForm(in: view) ? nil : "this view has one form"
    }
  }

  /// The form of a view, from 0.
  public func form(of view: View) -> Int { forms[view] ?? 0 }

  /// Gives a view a form; one that it does not have is left alone.
  public mutating func set(form: Int, of view: View) {
    guard (0..<view.forms).contains(form) else { return }
    // What is as at first is not kept, so that equal settings are equal.
    forms[view] = form == 0 ? nil : form
  }

  /// Gives a view its next form.
  /// - Returns: whether it has more than one.
  @discardableResult
  public mutating func changeForm(in view: View) -> Bool {
    guard view.forms > 1 else { return false }
    set(form: (form(of: view) + 1) % view.forms, of: view)
    return true
  }

  /// Moves the morph on; it stops at the ends.
  mutating func advance(by seconds: Double) {
    guard playing != 0 else { return }
    depth += Double(playing) * min(seconds, 0.25) / LensSettings.travel
    if depth >= 1 || depth <= 0 {
      depth = min(max(depth, 0), 1)
      playing = 0
    }
  }
}

extension State {
  /// The flow's stages from z to x.
  var stages: [Stage] { (try? Architecture(settings))?.stages ?? [] }

  /// The flow's layers.
  var layerCount: Int { (try? Architecture(settings))?.layers.count ?? 0 }

  /// Goes to a view; the morph and the field begin to play.
  mutating func show(_ view: View) {
    self.view = view
    message = view == .main ? nil : view.summary
    if view == .morph || view == .field {
      lens.depth = 0
      lens.playing = 1
    }
  }
}
