extension Graph {
  /// The derivatives of every row of `output` along each row of `input`: the columns of the Jacobian
  /// ∂output/∂input, one for each feature of `input`, each with the features of `output`.
  ///
  /// They are exact (forward-mode tangents), and lane by lane where the output differs between lanes. A
  /// column that is zero everywhere is a constant, the same for every lane.
  ///
  ///     let x = graph.input(0, features: 2)
  ///     let columns = graph.jacobian(of: (3 * x).tanh, at: x)
  ///     let trace = columns[0].feature(0) + columns[1].feature(1)
  public func jacobian(of output: Value, at input: Value) -> [Value] {
    (0..<input.features).map { index in
      let axis = constant((0..<input.features).map { $0 == index ? 1 : 0 })
      let column = tangents(of: [output], along: [(input, axis)])[0]
      return column ?? constant(Array(repeating: 0, count: output.features))
    }
  }
}
