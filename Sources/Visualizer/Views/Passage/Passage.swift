import Canvas
import Flows
import Learning

/// How far from z to x the morph and the field are, and whether they play.
public struct Passage: ViewSettings {
  /// How far from z (0) to x (1).
  public var depth: Double {
    didSet { depth = min(max(depth, 0), 1) }
  }
  /// Which way it plays: +1 towards x, −1 towards z, 0 still.
  public var playing = 0

  /// Seconds that it still rests at the end where it turns back.
  private var rest = 0.0

  /// Seconds from one end to the other, but for a soft start and stop.
  static let travel = 4.0
  /// Seconds that it rests at either end.
  static let pause = 1.0

  public init() { depth = 0.5 }

  /// The share line always names the depth while such a view is on screen, for playing may have stopped
  /// anywhere.
  public func arguments(isShown: Bool) -> [String] {
    isShown ? ["--depth", String(depth)] : []
  }

  public static let options = ["depth"]

  public mutating func read(_ option: String, _ text: String) throws(FlowError) {
    depth = try Self.number(text, of: option)
  }

  /// Plays back and forth, or stops. From x it plays back to z.
  mutating func play() {
    rest = 0
    playing = playing != 0 ? 0 : depth >= 1 ? -1 : 1
  }

  /// Stops, and moves on by so many of the stops that divide the way.
  mutating func scrub(by step: Int, stops: Int) {
    playing = 0
    let stops = Double(max(1, stops))
    depth = ((depth * stops).rounded() + Double(step)) / stops
  }

  /// Moves on, slowly near the ends; there it rests and turns back.
  mutating func advance(by seconds: Double) {
    guard playing != 0 else { return }
    let seconds = min(seconds, 0.25)
    guard rest <= 0 else { return rest -= seconds }
    let ease = min(1, 0.3 + 6 * min(depth, 1 - depth))
    depth += Double(playing) * ease * seconds / Passage.travel
    if playing > 0 ? depth >= 1 : depth <= 0 {
      playing = -playing
      rest = Passage.pause
    }
  }
}

/// A view on the way from z to x: the morph and the field.
protocol PassageView: View where Settings == Passage {}

extension PassageView {
  static func perform(_ action: ViewAction, on state: inout State) {
    switch action {
    case .play: state[Passage.self].play()
    case .adjust(let step):
      state[Passage.self].scrub(by: step, stops: 4 * max(1, state.settings.stageCount))
    case .form, .own: break
    }
  }

  /// It begins to play.
  static func open(_ state: inout State) {
    state[Passage.self].depth = 0
    state[Passage.self].playing = 1
  }

  static func isMoving(_ state: State) -> Bool { state[Passage.self].playing != 0 }

  static func advance(by seconds: Double, _ state: inout State) {
    state[Passage.self].advance(by: seconds)
  }

  /// A click on the scrubber goes to that place.
  static func click(column: Int, row: Int, in body: Rect, on state: inout State) -> Action? {
    if let depth = MorphLayout(body).depth(column: column, row: row) {
      state[Passage.self].depth = depth
      state[Passage.self].playing = 0
    }
    return nil
  }

  static func hint(of action: ViewAction, _ state: State) -> String? {
    action == .play && isMoving(state) ? "stop" : nil
  }
}
