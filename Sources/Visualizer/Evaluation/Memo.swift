/// The last value computed, kept until it is asked for with another key.
struct Memo<Key: Equatable, Value> {
  private var key: Key?
  private var held: Value?

  mutating func value(for key: Key, _ compute: () -> Value) -> Value {
    if let held, self.key == key { return held }
    let value = compute()
    self.key = key
    held = value
    return value
  }
}
