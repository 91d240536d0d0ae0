import Flows
import Learning

/// What may differ between families (errors that a method leaves, cost) follows from how a family says
/// it computes each direction, never from its name.
extension Method {
  /// Error that one layer may leave in a point computed in Double.
  package var tolerance: Double {
    switch self {
    case .closedForm, .passes, .quadrature: 1e-12
    case .root(let tolerance), .fixedPoint(let tolerance), .minimum(let tolerance): 10 * tolerance
    case .ode: 1e-4
    }
  }

  /// How far a log-determinant may be from that of the map as it is computed. What is integrated has the
  /// integral's error; a search leaves what its tolerance allows.
  package var logDetTolerance: Double {
    switch self {
    case .closedForm, .passes: 1e-5
    case .quadrature, .root, .fixedPoint, .minimum, .ode: 2e-3
    }
  }
}

extension FlowFamily {
  /// Settings with layers small enough to be proved in little time.
  public var small: Settings {
    var settings = Settings()
    settings.flow = name
    settings.layers = min(defaultLayers, 4)
    settings.hidden = defaultHidden.isEmpty ? nil : [16, 16]
    settings.batch = 256
    return settings
  }

  /// Error that a round trip may leave, in Double: each layer's, amplified by the others.
  package func roundTripTolerance(layers: Int) -> Double {
    100 * Double(layers) * max(forwardMethod.tolerance, inverseMethod.tolerance)
  }

  /// How far a log-determinant may be from that of the tangents' Jacobian. A continuous flow
  /// integrates a trace, which differs from the determinant of its discrete steps by their error. Where the
  /// map is the integral of its derivative, the sum over nodes has another derivative, by their error.
  package var jacobianTolerance: Double {
    switch inverseMethod {
    case .ode, .quadrature: 1e-3
    case .closedForm, .passes, .root, .fixedPoint, .minimum: 1e-8
    }
  }

  /// Error that a round trip may leave in single precision.
  package var singleTolerance: Double {
    guard forwardMethod.isIterative || inverseMethod.isIterative else { return 1e-4 }
    let solved = 1e4 * max(forwardMethod.tolerance, inverseMethod.tolerance)
    return max(1e-4, min(solved, 1e-3))
  }
}
