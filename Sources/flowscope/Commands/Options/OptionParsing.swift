import ArgumentParser
import Flows
import Learning
import Visualizer

/// Throws unless the number of an option is above 0.
func requirePositive(_ option: String, _ value: Int) throws {
  if value < 1 { throw ValidationError("--\(option) \(value): choose a whole number above 0") }
}

/// Reads names between commas, each of which stands once: `realnvp,nsf`.
func parseList(_ text: String) throws -> [String] {
  let names = text.split(separator: ",").map(String.init)
  guard !names.isEmpty else { throw ValidationError("'\(text)' names nothing") }
  try requireOnce(names, in: text)
  return names
}

/// Throws where a value stands twice: it would be trained twice, and count twice.
private func requireOnce<Value: Hashable>(_ values: [Value], in text: String) throws {
  var seen: Set<Value> = []
  if let twice = values.first(where: { !seen.insert($0).inserted }) {
    throw ValidationError("'\(text)' names \(twice) twice: write it once")
  }
}

/// Throws unless the option --flow names a flow: a rival of flows has a name too.
/// - Parameter reason: why no rival will do.
func requireFlow(_ name: String, because reason: String) throws {
  guard case .rival = try LearnerKind.named(name) else { return }
  throw FlowError("--flow \(name): this is a rival of flows, and \(reason); name a flow")
}

/// Reads seeds between commas: `1,2`.
func parseSeeds(_ text: String) throws -> [UInt64] {
  let seeds = try parseList(text).map { part in
    guard let seed = UInt64(part) else {
      throw ValidationError("'\(part)' is not a seed: write whole numbers, as in 1,2")
    }
    return seed
  }
  // 1 and 01 are one seed.
  try requireOnce(seeds, in: text)
  return seeds
}

/// Reads a point of data space, or of base space: `0.5,-1`, `z:0,1`.
func parseProbe(_ text: String) throws -> Probe {
  guard let probe = Probe(text) else {
    throw ValidationError("'\(text)' is no point: write two numbers, as in 0.5,-1 or z:0,1")
  }
  return probe
}
