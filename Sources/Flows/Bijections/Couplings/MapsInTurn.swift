import Autodiff

/// Two increasing maps in turn: from data to base the first, then the second. The first raw numbers shape
/// the first map.
struct MapsInTurn<First: ScalarMap, Second: ScalarMap>: ScalarMap {
  let name: String
  let first: First
  let second: Second

  init(_ name: String, _ first: First, _ second: Second) {
    (self.name, self.first, self.second) = (name, first, second)
  }

  var rawCount: Int { first.rawCount + second.rawCount }
  var forwardMethod: Method { Method(inTurn: [first.forwardMethod, second.forwardMethod]) }
  var inverseMethod: Method { Method(inTurn: [first.inverseMethod, second.inverseMethod]) }

  private func shapes(_ raw: Value) -> (first: Value, second: Value) {
    (raw.features(0..<first.rawCount), raw.features(first.rawCount..<rawCount))
  }

  func inverse(_ x: Value, shape raw: Value) -> Mapped {
    let shapes = shapes(raw)
    let between = first.inverse(x, shape: shapes.first)
    return between.followed(by: second.inverse(between.point, shape: shapes.second))
  }

  func forward(_ z: Value, shape raw: Value) -> Mapped {
    let shapes = shapes(raw)
    let between = second.forward(z, shape: shapes.second)
    return between.followed(by: first.forward(between.point, shape: shapes.first))
  }
}

extension Mapped {
  fileprivate func followed(by next: Mapped) -> Mapped {
    Mapped(next.point, logDet: logDet + next.logDet, report: .joined([report, next.report]))
  }
}
