import Learning

/// Writes a file in the current folder. Where the name is taken, it gets a number: `painted-2.csv`.
/// - Returns: the name it was saved under, or why it was not, as a sentence for the user.
func writeNew(_ name: String, _ text: String) -> String {
  let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
  for number in 1..<1000 {
    let path = number == 1 ? name : "\(parts[0])-\(number).\(parts.dropFirst().joined())"
    guard !OutputFile.isTaken(path) else { continue }
    do {
      try OutputFile(path).write(Array(text.utf8))
      return "saved as \(path)"
    } catch {
      return "\(error)"
    }
  }
  return "could not save \(name): a thousand names like it are taken"
}
