/// The last value computed, kept until it is asked for with another key.
struct Memo<Key: Equatable, Value> {
  private var key: Key?
  private var held: Value?

  /// Whether it need not be computed.
  func holds(_ key: Key) -> Bool { held != nil && self.key == key }

  mutating func value(for key: Key, _ compute: () -> Value) -> Value {
    if let held, self.key == key { return held }
    let value = compute()
    self.key = key
    held = value
    return value
  }
}
