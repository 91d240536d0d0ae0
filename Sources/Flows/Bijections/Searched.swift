/// A layer one of whose directions is searched for, to a tolerance that can be chosen afterwards.
package protocol Searched: Bijection {
  /// Bound on the error of what is found.
  var tolerance: Double { get set }
}

extension Inverted: Searched where Original: Searched {
  package var tolerance: Double {
    get { original.tolerance }
    set { original.tolerance = newValue }
  }
}

/// A bijection that is an integral, computed as a sum over nodes.
package protocol Integrated: Bijection {
  /// How many nodes the sum is over.
  var nodes: Int { get set }
}
