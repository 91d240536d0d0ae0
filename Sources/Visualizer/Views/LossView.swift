import Canvas
import Flows

/// Training and held-out NLL over steps, with the entropy floor.
func drawLoss(_ state: State, in inside: Rect, on canvas: inout Canvas) {
}
