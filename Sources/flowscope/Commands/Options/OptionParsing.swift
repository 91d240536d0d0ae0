import ArgumentParser
import Visualizer

/// Throws unless the number of an option is above 0.
func requirePositive(_ option: String, _ value: Int) throws {
  if value < 1 { throw ValidationError("--\(option) \(value): choose a whole number above 0") }
}

/// Reads names between commas: `realnvp,nsf`.
func parseList(_ text: String) throws -> [String] {
  let names = text.split(separator: ",").map(String.init)
  guard !names.isEmpty else { throw ValidationError("'\(text)' names nothing") }
  return names
}

/// Reads seeds between commas: `1,2`.
func parseSeeds(_ text: String) throws -> [UInt64] {
  try parseList(text).map { part in
    guard let seed = UInt64(part) else {
      throw ValidationError("'\(part)' is not a seed: write whole numbers, as in 1,2")
    }
    return seed
  }
}

/// Reads a point of data space, or of base space: `0.5,-1`, `z:0,1`.
func parseProbe(_ text: String) throws -> Probe {
  guard let probe = Probe(text) else {
    throw ValidationError("'\(text)' is no point: write two numbers, as in 0.5,-1 or z:0,1")
  }
  return probe
}
