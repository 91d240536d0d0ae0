import Foundation
import SwiftCSV

extension Points {
  /// The points in a text of separated columns, as ``readCSV(_:)`` describes it.
  /// - Throws: ``FlowError`` naming the line and the value.
  public static func parseCSV(_ data: Data) throws(FlowError) -> [SIMD2<Double>] {
    guard let text = String(validating: data, as: UTF8.self) else {
      throw FlowError(
        "this is not text in UTF-8; give two columns of numbers as CSV, or a .npy file")
    }
    let delimiter = delimiter(of: text)
    var points: [SIMD2<Double>] = []
    var columns: (Int, Int)?
    var isFirst = true
    for (index, cells) in try rows(of: text, delimiter).enumerated() {
      let fields = delimiter == .character(" ") ? cells.filter { !$0.isEmpty } : cells
      if fields.allSatisfy(\.isEmpty) { continue }
      if isFirst && fields.allSatisfy({ value(of: $0) == nil }) {
        columns = namedColumns(fields)
      } else {
        points.append(try point(fields, columns, line: index + 1))
      }
      isFirst = false
    }
    guard !points.isEmpty else {
      throw FlowError("there are no points; give two columns of numbers")
    }
    return points
  }

  /// The cells of each line, blank ones included.
  private static func rows(
    of text: String, _ delimiter: CSVDelimiter
  ) throws(FlowError) -> [[String]] {
    var rows: [[String]] = []
    do {
      // With a row limit of zero the initializer parses nothing; it would pad short rows.
      let csv = try CSV<Enumerated>(
        string: text, delimiter: delimiter, loadColumns: false, rowLimit: 0)
      try csv.enumerateAsArray(startAt: 0, rowLimit: nil) { rows.append($0) }
    } catch {
      throw FlowError("line \(rows.count + 1): a quotation mark is out of place")
    }
    return rows
  }

  private static func point(
    _ fields: [String], _ columns: (Int, Int)?, line: Int
  ) throws(FlowError) -> SIMD2<Double> {
    guard columns != nil || fields.count == 2 else {
      throw FlowError(
        "line \(line) has \(fields.count) column\(fields.count == 1 ? "" : "s") and should have 2;"
          + " of more, name two x1 and x2 in a header")
    }
    let (first, second) = columns ?? (0, 1)
    guard max(first, second) < fields.count else {
      throw FlowError("line \(line) has only \(fields.count) of the header's columns")
    }
    return SIMD2(
      try number(fields[first], line: line), try number(fields[second], line: line))
  }

  private static func number(_ field: String, line: Int) throws(FlowError) -> Double {
    guard let value = value(of: field) else {
      throw FlowError("line \(line): '\(field.prefix(40))' is not a number")
    }
    guard value.isFinite else {
      throw FlowError("line \(line): '\(field.prefix(40))' is not finite; remove that point")
    }
    return value
  }

  /// The number in a cell. Trimming is slow, and hardly ever needed.
  private static func value(of field: String) -> Double? {
    Double(field) ?? Double(field.trimmingCharacters(in: .whitespaces))
  }

  /// Where x1 and x2, or x and y, stand in a header.
  private static func namedColumns(_ header: [String]) -> (Int, Int)? {
    let names = header.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    for (x, y) in [("x1", "x2"), ("x", "y")] {
      if let first = names.firstIndex(of: x), let second = names.firstIndex(of: y) {
        return (first, second)
      }
    }
    return nil
  }

  /// The first of comma, semicolon, tab and space that the first written line has.
  private static func delimiter(of text: String) -> CSVDelimiter {
    let line = text.split(whereSeparator: \.isNewline).first {
      !$0.allSatisfy(\.isWhitespace)
    }
    let candidates: [Character] = [",", ";", "\t", " "]
    let found = candidates.first { line?.contains($0) ?? false } ?? ","
    return CSVDelimiter(unicodeScalarLiteral: found)
  }
}
