/// A number with a name, a unit and a definition: what panes, commands and lessons show and ask for.
///
/// Each is one row in the file of its kind, and ``Readings/all`` has them all. A row says how to read
/// the number from ``Measurements``; ``ReadingContext`` makes those.
///
///     let context = ReadingContext(model, probe: Probe(space: .data, point: SIMD2(0.5, -1)))
///     let logDet = try context.value(of: Readings.named("probe.logdet"))
///
/// Log-determinants are of the forward map, log|det dx/dz|: positive is expansion.
public struct Reading: Sendable {
  /// `probe.logdet`; of a row that stands for many, with an N where the number goes:
  /// `probe.logdet.layer.N`.
  public let name: String
  /// Other names by which it can be asked for.
  public let aliases: [String]
  /// `nats`, `s`, or what is counted; empty for a plain number.
  public let unit: String
  /// What it is, in one sentence.
  public let definition: String
  /// What it is read from.
  public let source: ReadingSource
  /// Which one, where the row stands for many; from 1.
  var index: Int?
  /// How many there are, where the row stands for many.
  let count: (@Sendable (Measurements) throws -> Int)?
  private let read: @Sendable (Measurements, Int) throws -> Double

  init(
    _ name: String, _ unit: String, of source: ReadingSource, aliases: [String] = [],
    _ definition: String, _ read: @escaping @Sendable (Measurements) throws -> Double
  ) {
    (self.name, self.aliases, self.unit, self.definition) = (name, aliases, unit, definition)
    (self.source, count, self.read) = (source, nil, { measurements, _ in try read(measurements) })
  }

  /// A row that stands for as many readings as `count` says; `read` is told which, from 0.
  init(
    each name: String, _ unit: String, of source: ReadingSource, _ definition: String,
    count: @escaping @Sendable (Measurements) throws -> Int,
    _ read: @escaping @Sendable (Measurements, Int) throws -> Double
  ) {
    (self.name, aliases, self.unit, self.definition) = (name + ".N", [], unit, definition)
    (self.source, self.count, self.read) = (source, count, read)
  }

  /// How it is computed, in one sentence.
  public var method: String { source.method }

  /// The number, which may be infinite or none, as a pane shows it.
  /// - Throws: ``NoReading`` with the reason where there is none.
  package func number(of measurements: Measurements) throws(NoReading) -> Double {
    do {
      guard let count else { return try read(measurements, 0) }
      let available = try count(measurements)
      guard let index else {
        throw NoReading("say which: put a number from 1 on in the place of N")
      }
      guard index <= available else {
        throw NoReading(
          available == 0 ? "there are none of these" : "there are \(available) of these")
      }
      return try read(measurements, index - 1)
    } catch let lack as NoReading {
      throw lack
    } catch {
      throw NoReading("\(error)")
    }
  }

  /// The number, which is finite.
  /// - Throws: ``NoReading`` with the reason where there is no finite number.
  public func value(of measurements: Measurements) throws(NoReading) -> Double {
    let number = try number(of: measurements)
    guard number.isFinite else { throw source.lack(number, measurements) }
    return number
  }

  /// The readings that the row stands for: itself, or one for each number; itself where there are none.
  public func members(of measurements: Measurements) -> [Reading] {
    guard let count, index == nil, let number = try? count(measurements), number > 0 else {
      return [self]
    }
    return (1...number).map(numbered)
  }

  /// The row's reading of one number.
  func numbered(_ number: Int) -> Reading { Reading(self, number) }

  private init(_ row: Reading, _ number: Int) {
    (name, aliases, unit, definition) = (row.stem + "\(number)", [], row.unit, row.definition)
    (source, count, read, index) = (row.source, row.count, row.read, number)
  }

  /// The name as far as the number.
  var stem: String { String(name.dropLast()) }
}

/// Why a reading cannot be given, in a sentence.
public struct NoReading: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// A value that may be missing.
/// - Throws: ``NoReading`` with the reason where it is.
func given<Value>(_ value: Value?, orBecause reason: @autoclosure () -> String) throws -> Value {
  guard let value else { throw NoReading(reason()) }
  return value
}
