import Testing

/// Two collections element by element. It demands that both have as many elements, and that there are any:
/// else a loop over them would check less than its test says.
func pairs<One: Collection, Other: Collection>(
  _ one: One, _ other: Other, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Zip2Sequence<One, Other> {
  try #require(
    !one.isEmpty && one.count == other.count, "\(one.count) beside \(other.count)",
    sourceLocation: sourceLocation)
  return zip(one, other)
}
