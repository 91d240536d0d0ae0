import Autodiff

extension Value {
  /// The largest of all features: one row, from halves compared again and again.
  var featureMaximum: Value {
    var rows = self
    while rows.features > 1 {
      let half = (rows.features + 1) / 2
      let upper = rows.features((rows.features - half)..<rows.features)
      rows = rows.features(0..<half).maximum(upper)
    }
    return rows
  }

  /// log Σ exp over features, one row, without overflow.
  package var logSumExp: Value {
    let largest = featureMaximum
    return largest + (self - largest).exp.featureSum.log
  }
}
