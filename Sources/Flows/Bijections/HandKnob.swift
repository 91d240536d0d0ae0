/// A number of a map that is turned by hand: a setting, with a key for more and one for less.
public enum HandKnob: String, CaseIterable, Codable, Hashable, Sendable {
  // The first knob of a family is its main one, so those that only one family has come first.
  /// Factor of the first coordinate; 0 lets the plane collapse, and below 0 it is mirrored.
  case stretch
  /// wᵀu of a planar layer; at −1 and below the layer folds.
  case bend
  /// The Lipschitz constant of a residual block; above 1 the block may fold.
  case lipschitz
  /// Factor of the second coordinate.
  case stretch2
  /// How much of the second coordinate is added to the first.
  case shear
  /// Degrees, to the left.
  case turn
  /// Of the first coordinate; of a layer with a line, how far the line lies from the origin.
  case shift
  /// Of the second coordinate.
  case shift2

  /// The option of the families that have it.
  public var option: FlowOption {
    switch self {
    case .stretch: .stretch
    case .bend: .bend
    case .lipschitz: .lipschitz
    case .stretch2: .stretch2
    case .shear: .shear
    case .turn: .turn
    case .shift: .shift
    case .shift2: .shift2
    }
  }

  /// Where it stands unless it is turned.
  public var usual: Double {
    switch self {
    case .stretch, .stretch2, .bend: 1
    case .lipschitz: 0.5
    case .shear, .turn, .shift, .shift2: 0
    }
  }

  /// How far it can be turned.
  public var range: ClosedRange<Double> {
    switch self {
    case .lipschitz: 0...5
    case .turn: -360...360
    default: -10...10
    }
  }

  /// How far a key turns it.
  public var step: Double {
    switch self {
    case .lipschitz: 0.1
    case .turn: 15
    default: 0.25
    }
  }

  /// What it is, in a line.
  public var summary: String {
    switch self {
    case .stretch: "factor of z₁, by hand; 0 collapses the plane, below 0 mirrors it"
    case .bend: "wᵀu of a planar layer, by hand; at −1 and below it folds"
    case .lipschitz: "Lipschitz constant of a residual block, by hand; above 1 it may fold"
    case .stretch2: "factor of z₂, by hand"
    case .shear: "how much of the second coordinate is added to the first, by hand"
    case .turn: "degrees to the left, by hand"
    case .shift: "shift of the first coordinate, or of a layer's line, by hand"
    case .shift2: "shift of the second coordinate, by hand"
    }
  }

  /// Whether the map is singular where the knob stands there: a factor of 0, or one so small that a
  /// coordinate loses its digits beside numbers of size 1.
  public func collapses(at value: Double) -> Bool {
    (self == .stretch || self == .stretch2) && abs(value) < 1e-6
  }

  /// The value after so many turns of a key from another: the next multiple of ``step`` within the range.
  public func turned(from value: Double, by turns: Int) -> Double {
    let place = value / step
    let next =
      turns > 0
      ? (place + 1e-6).rounded(.down) + Double(turns) : (place - 1e-6).rounded(.up) + Double(turns)
    // Multiples of a step such as 0.1 are no floating-point numbers; these are the nearest ones.
    let rounded = (next * step * 1000).rounded() / 1000
    return min(max(rounded, range.lowerBound), range.upperBound) + 0
  }
}

/// Where the knobs of a map stand that is turned by hand.
public struct HandValues: Hashable, Sendable {
  private var values: [HandKnob: Double] = [:]

  public init() {}

  /// Where a knob was turned to; `nil` is where it stands usually.
  public subscript(_ knob: HandKnob) -> Double? {
    get { values[knob] }
    set { values[knob] = newValue == knob.usual ? nil : newValue }
  }

  /// Where a knob stands.
  public func value(of knob: HandKnob) -> Double { values[knob] ?? knob.usual }
}
