extension Int {
  /// The index `offset` places on, around a list of `count`.
  func cycled(by offset: Int, count: Int) -> Int { ((self + offset) % count + count) % count }
}

/// The entry `offset` places after the current one, around the list; `nil` in an empty one.
func cycled<Entry>(
  _ entries: [Entry], from isCurrent: (Entry) -> Bool, by offset: Int
) -> Entry? {
  guard !entries.isEmpty else { return nil }
  let here = entries.firstIndex(where: isCurrent) ?? 0
  return entries[here.cycled(by: offset, count: entries.count)]
}
