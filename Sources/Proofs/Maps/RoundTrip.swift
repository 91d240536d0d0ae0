import Flows

extension Proof {
  static let roundTrip = Proof(
    "round-trip",
    "Each direction undoes the other, in Double, and their log-determinants cancel."
  ) { subject in
    let flow = DoubleFlow(subject)
    let tolerance = subject.family.roundTripTolerance(layers: subject.architecture.layers.count)
    return DoubleFlow.Direction.allCases.flatMap { direction in
      let start = flow.start(direction, of: subject)
      let there = flow(direction, start)
      let back = flow(direction.opposite, there.point)
      let way = "\(direction.text) and back in Double"
      return [
        Measurement(
          "\(way): the greatest distance",
          worst(zip(back.point, start).map { ($0 - $1).length }), .below, tolerance),
        // A point that is off by the tolerance has a log-determinant that is off by its slope.
        Measurement(
          "\(way): the greatest sum of both log-determinants",
          worst(zip(there.logDet, back.logDet).map { abs($0 + $1) }), .below, 10 * tolerance),
      ]
    }
  }
}
