extension RandomStream {
  /// What a stream is split for: each purpose has a stream of its own.
  package enum Purpose {
    package static let parameters: UInt64 = 1
    package static let batches: UInt64 = 2
    package static let heldOut: UInt64 = 3
    package static let pool: UInt64 = 4
    package static let initialization: UInt64 = 5
    package static let maintenance: UInt64 = 6
    package static let noise: UInt64 = 7
    package static let validation: UInt64 = 8
    package static let turns: UInt64 = 9
    package static let couples: UInt64 = 10
  }
}
