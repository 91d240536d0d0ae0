import Flows

// The Comparing folder: runs of several seeds, scored alike whatever learns, and how much they differ.

/// The mean of one score over several runs that differ in their seed alone, and how far the runs are apart.
public struct Spread: Hashable, Sendable, Encodable {
  public let mean: Double
  /// Standard deviation over the runs, with one run fewer in the denominator; `nil` of a single run.
  public let deviation: Double?
  public let least: Double
  public let greatest: Double
  /// How many runs there were.
  public let count: Int

  /// - Parameters: as the properties of those names.
  public init(
    mean: Double, deviation: Double?, least: Double, greatest: Double, count: Int
  ) {
    (self.mean, self.deviation) = (mean, deviation)
    (self.least, self.greatest, self.count) = (least, greatest, count)
  }

  /// - Returns: `nil` for no numbers.
  public init?(_ numbers: [Double]) {
    guard let least = numbers.min(), let greatest = numbers.max() else { return nil }
    let mean = Mean(numbers)
    (self.mean, self.least, self.greatest, count) = (mean.value, least, greatest, numbers.count)
    deviation =
      numbers.count > 1 ? mean.standardError * Double(numbers.count).squareRoot() : nil
  }
}

/// Runs of one learner that differ in their seed alone.
public struct SeedRuns: Sendable {
  /// As settings name it.
  public let name: String
  /// In the order of the seeds; a run that failed has its reason.
  public let runs: [Result<ScoredRun, FlowError>]

  public init(name: String, runs: [Result<ScoredRun, FlowError>]) {
    (self.name, self.runs) = (name, runs)
  }

  /// The runs that ended well.
  public var scored: [ScoredRun] { runs.compactMap { try? $0.get() } }
  /// Why the first run failed that did; `nil` where none did.
  public var trouble: String? {
    runs.lazy.compactMap { run -> String? in
      if case .failure(let error) = run { error.description } else { nil }
    }
    .first
  }

  /// The spread of a reading.
  /// - Throws: ``NoReading`` with the reason where a run has no such number.
  public func spread(of name: String) throws(NoReading) -> Spread {
    let reading: Reading
    do { reading = try Readings.named(name) } catch { throw NoReading(error.description) }
    return try spread { run throws(NoReading) in try run.value(of: reading) }
  }

  /// The spread of a number of each run.
  /// - Throws: ``NoReading`` with the reason where a run has no such number, or there is no run.
  public func spread(
    _ number: (ScoredRun) throws(NoReading) -> Double
  ) throws(NoReading) -> Spread {
    var numbers: [Double] = []
    for run in scored { numbers.append(try number(run)) }
    guard let spread = Spread(numbers) else { throw NoReading(trouble ?? "no run was made") }
    return spread
  }
}
