import Flows

/// How each direction of a flow is computed.
public struct DirectionPasses: Sendable {
  var forward: Method
  var inverse: Method
}
