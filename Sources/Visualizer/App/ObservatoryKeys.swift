import Canvas
import Flows
import Learning

/// What the observatory's numbers belong to: with another of these they are computed anew.
extension Observatory {
  struct With<Other: Hashable>: Hashable {
    var model: ModelKey
    var other: Other
  }

  struct Place: Hashable {
    var name: String
    var viewport: Viewport
  }
  struct MaximumKey: Hashable {
    var name: String
    var viewport: Viewport?
  }
  struct Grain: Hashable {
    var viewport: Viewport
    var coarse: Bool
  }
  struct DataKey: Hashable {
    var target: String
    var seed: UInt64
    var count: Int
  }

  /// The panes on screen, and where they picture their spaces.
  struct Shown {
    var panes: Set<Pane> = []
    var viewports: [Pane: Viewport] = [:]
    /// The target's points that they show.
    var data: DataKey

    init(_ state: State) {
      for slot in state.layout.slots {
        panes.insert(slot.pane)
        viewports[slot.pane] = slot.pane.content.viewport(in: slot.frame, state)
      }
      data = DataKey(
        target: state.settings.target, seed: state.settings.seed,
        count: Evaluation.pointCount(viewports[.target] ?? viewports[.base] ?? viewports[.data]))
    }
  }

  /// The model on screen, and what evaluates it.
  struct Subject {
    var evaluator: Evaluator
    /// The same for pictures: while they move, an equation may be solved in fewer steps.
    var picture: Evaluator
    var model: Model
    var key: ModelKey
    var isRough: Bool { picture !== evaluator }
    /// Of pictures, which are made anew when one stands still.
    var pictureKey: ModelKey {
      var key = key
      if isRough { key.solver = ObjectIdentifier(picture) }
      return key
    }
  }
}
