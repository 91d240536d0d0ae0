/// The entry `offset` places after the current one, around the list.
func cycled<Entry>(
  _ entries: [Entry], from isCurrent: (Entry) -> Bool, by offset: Int
) -> Entry? {
  guard !entries.isEmpty else { return nil }
  let here = entries.firstIndex(where: isCurrent) ?? 0
  return entries[((here + offset) % entries.count + entries.count) % entries.count]
}
