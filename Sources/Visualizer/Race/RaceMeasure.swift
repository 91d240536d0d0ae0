import Learning

/// What the lanes of a race are compared by: what all of them have.
enum RaceMeasure {
  /// The NLL on held-out points, in nats.
  case likelihood
  /// The energy distance between samples and held-out points, in the units of the points.
  case distance

  /// What the curves of a race are called, and their unit.
  var title: (name: String, unit: String) {
    switch self {
    case .likelihood: ("held-out loss", "nats")
    case .distance: ("energy distance of samples", "units of x")
    }
  }
}

extension RaceSnapshot {
  /// The NLL where that of every lane is exact; otherwise the distance of samples. A lane that cannot
  /// be trained at all has no say.
  var measure: RaceMeasure {
    lanes.allSatisfy { $0.run.learner.map { $0.likelihood == .exact } ?? true }
      ? .likelihood : .distance
  }
}

extension Score {
  /// What a race compares; `nil` where it was not measured.
  func value(by measure: RaceMeasure) -> Double? {
    switch measure {
    case .likelihood: nll
    case .distance: distance?.value
    }
  }

  /// What a race's lane says of itself: the divergence where it is known, or what is compared.
  func text(by measure: RaceMeasure) -> String? {
    switch measure {
    case .likelihood: heldOut.map { ($0.kl == nil ? "NLL " : "KL ") + ($0.kl ?? $0.nll).text(3) }
    case .distance: distance.map { "D² " + $0.value.text(3) }
    }
  }
}
