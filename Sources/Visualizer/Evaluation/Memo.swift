/// The last value computed, kept until it is asked for with another key.
struct Memo<Key: Equatable, Value> {
  private var key: Key?
  private var held: Value?

  /// - Parameter isGoodEnough: whether the held value, which belongs to this other key, will do instead.
  mutating func value(
    for key: Key, or isGoodEnough: (Key) -> Bool = { _ in false }, _ compute: () -> Value
  ) -> Value {
    if let held, let old = self.key, old == key || isGoodEnough(old) { return held }
    let value = compute()
    self.key = key
    held = value
    return value
  }
}
