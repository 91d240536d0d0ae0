import ArgumentParser
import Flows
import Foundation

/// Prints a value as one JSON object on standard output.
func printJSON(_ value: some Encodable) throws {
  print(try jsonText(value, .prettyPrinted))
}

/// A value as one JSON object on one line.
func jsonLine(_ value: some Encodable) throws -> String { try jsonText(value, []) }

private func jsonText(
  _ value: some Encodable, _ form: JSONEncoder.OutputFormatting
) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = form.union([.sortedKeys, .withoutEscapingSlashes])
  encoder.keyEncodingStrategy = .convertToSnakeCase
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// `3.142`, with that many decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
  String(format: "%.\(decimals)f", value)
}

/// Checks an option that has to be a whole number above 0.
func requirePositive(_ option: String, _ value: Int) throws {
  if value < 1 { throw ValidationError("--\(option) \(value): choose a whole number above 0") }
}

/// `0.5237`, with at most four significant digits.
func short(_ value: Double) -> String {
  String(format: "%.4g", value)
}

/// Writes warnings to standard error, one a line.
func warn(_ warnings: [Warning]) {
  for warning in warnings {
    FileHandle.standardError.write(Data("Warning: \(warning.text)\n".utf8))
  }
}
