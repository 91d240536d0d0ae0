extension Proof {
  static let notTheIdentity = Proof(
    "not-the-identity",
    "The flow under proof moves points: of the identity the other proofs would prove nothing."
  ) { subject in
    let flow = DoubleFlow(subject)
    return DoubleFlow.Direction.allCases.map { direction in
      let start = flow.start(direction, of: subject)
      let moved = zip(flow(direction, start).point, start).map { ($0 - $1).length }
      return Measurement("\(direction.text): the longest way of a point", worst(moved), .above, 0.1)
    }
  }
}
