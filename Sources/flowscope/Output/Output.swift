import Flows
import Foundation
import Learning

/// Where results go.
enum Output {
  /// Prints text on standard output, by default as a line.
  /// - Throws: ``FlowError`` where it cannot be written: a result must not be lost in silence.
  static func print(_ text: String, terminator: String = "\n") throws(FlowError) {
    try StandardOutput.write(Array((text + terminator).utf8))
  }

  /// Prints a line on standard error. Where that cannot be written there is nobody to tell.
  static func complain(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }
}

/// Prints a value as one JSON object on standard output.
func printJSON(_ value: some Encodable) throws {
  try Output.print(try jsonText(value, .prettyPrinted))
}

/// A value as one JSON object on one line.
func jsonLine(_ value: some Encodable) throws -> String { try jsonText(value, []) }

/// The value that ``jsonLine(_:)`` wrote.
/// - Throws: `DecodingError` for what is no such value.
func readJSON<Value: Decodable>(_ type: Value.Type, _ line: some StringProtocol) throws -> Value {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  decoder.nonConformingFloatDecodingStrategy = .convertFromString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  return try decoder.decode(type, from: Data(line.utf8))
}

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

/// Prints warnings about the results, a line each, on standard error.
func printWarnings(_ warnings: [Warning]) {
  for warning in warnings {
    FileHandle.standardError.write(Data("warning: \(warning.text)\n".utf8))
  }
}
