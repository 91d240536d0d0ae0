import Flows
import Foundation

/// A user's points: what they are called, how they are scaled, how they are split, and the points
/// themselves.
///
/// ``Settings`` carry them. A model file keeps the description alone; that is also what equality and
/// hashing go by, so that settings stay quick to compare.
public struct OwnPoints: Sendable {
  /// The file's name, which is the target's name on screen: `penguins.csv`.
  public let name: String
  /// A hash of every coordinate's bits.
  public let fingerprint: String
  /// How many points the file has.
  public let count: Int
  public let standardization: Standardization
  /// The correlation of the two coordinates; `nil` in models from before it was a layer of the flow.
  public let correlation: Double?
  /// The names of the two columns that were taken; `nil` in models from before they were kept.
  public let columns: [String]?
  /// What the points are scaled by; `nil` is ``Scaling/standard``.
  public let scaling: Scaling?
  /// The file they were read from; `nil` where they did not come from a file, or it is not known.
  public private(set) var path: String?
  /// The columns that were asked for; `nil` where the choice was left to the file.
  public private(set) var wantedColumns: [String]?
  /// Rows of the file that were left out because a number is missing in them.
  public private(set) var rowsSkipped = 0
  /// How the file was read and what is to be said of the points before a flow is trained on them.
  public private(set) var warnings: [Warning] = []
  /// See ``DataReview``.
  public private(set) var review: DataReview?
  /// Standardized points to train on, shuffled; empty where only the description is known.
  public private(set) var training: [SIMD2<Float>] = []
  /// Standardized points that choose when to stop: a fifth of them, and at most 2,000.
  public private(set) var validation: [SIMD2<Float>] = []
  /// Standardized points that choose nothing, on which models are measured: a fifth of them, and at
  /// most 20,000.
  public private(set) var test: [SIMD2<Float>] = []

  /// How far pictures of them reach from the middle: nearly all of the training points, with a margin, as a
  /// few far ones must not make the others a dot. It is found once: it sorts them, and done for every target
  /// that is made it was a fifth of the time to begin on ten million points.
  private(set) var extent = 2.0

  /// The fewest points that leave something to hold out and something to learn from.
  public static let fewest = 10
  private static let mostValidation = 2000
  private static let mostTest = 20_000

  /// Reads a file of points, as ``Points/table(_:columns:progress:)`` does.
  /// - Parameters:
  ///   - path: a path, or `-` for standard input.
  ///   - columns: names or numbers (from 1) of the two columns to take; `nil` leaves the choice to the
  ///     file.
  ///   - progress: is told now and then which share is read, from 0 to 1.
  /// - Throws: ``FlowError`` naming the file, the line and the value.
  public init(
    readingFrom path: String, columns: [String]? = nil, scaling: Scaling = .standard,
    progress: (Double) -> Void = { _ in }
  ) throws(FlowError) {
    let name = path == "-" ? "standard input" : String(path.split(separator: "/").last ?? "")
    let table = try Points.table(path, columns: columns, progress: progress)
    do {
      try self.init(table, name: name, scaling: scaling)
    } catch {
      throw FlowError("\(path == "-" ? name : "'\(path)'"): \(error)")
    }
    if path != "-" { self.path = path }
    wantedColumns = columns
  }

  /// - Throws: ``FlowError`` for too few points, or points that no density fits.
  public init(
    _ table: PointsTable, name: String, scaling: Scaling = .standard
  ) throws(FlowError) {
    let points = table.points
    guard points.count >= Self.fewest else {
      throw FlowError("too few points (\(points.count)): give at least \(Self.fewest)")
    }
    // The split depends on the points alone, so that runs compare.
    var random = RandomStream(seed: RandomStream.Purpose.heldOut)
    let shuffled = points.shuffled(using: &random)
    let (testCount, trainingStart) = Self.split(points.count)
    let own = shuffled[trainingStart...]
    let review = try DataReview(
      of: table, training: Array(own), heldOut: Array(shuffled[..<testCount]))
    let standardization = try scaling.standardization(of: own)
    let scaled = shuffled.map { SIMD2<Float>(standardization.standardized($0)) }
    let isTaken = Targets.all.contains { $0.name == name }
    self.name = isTaken ? "./\(name)" : name
    fingerprint = Self.fingerprint(of: points)
    count = points.count
    columns = table.columns
    self.scaling = scaling == .standard ? nil : scaling
    self.standardization = standardization
    correlation = scaling.correlation(of: own.map(standardization.standardized))
    rowsSkipped = table.rowsSkipped
    warnings = table.warnings + review.warnings
    self.review = review
    training = Array(scaled[trainingStart...])
    validation = Array(scaled[testCount..<trainingStart])
    test = Array(scaled[..<testCount])
    extent = Self.extent(of: training)
  }

  /// Of so many points, how many are for the test, and at which one training begins.
  private static func split(_ count: Int) -> (testCount: Int, trainingStart: Int) {
    let testCount = min(count / 5, mostTest)
    return (testCount, testCount + min(count / 5, mostValidation))
  }

  private static func extent(of training: [SIMD2<Float>]) -> Double {
    let reach = training.map { max(abs($0.x), abs($0.y)) }.sorted()
    let most = Double(reach[(reach.count - 1) * 199 / 200])
    return min(max(1.15 * most, 2), 10)
  }

  /// The standard deviation of the noise that smooths them, over their own, where none is chosen: it
  /// falls with the cube root of the number of training points.
  var usualSmoothing: Double {
    0.4 * pow(Double(max(1, count - Self.split(count).trainingStart)), -1.0 / 3)
  }

  /// - Throws: ``FlowError`` for a description that no points have, as a damaged file may hold.
  func validate() throws(FlowError) {
    let numbers = [
      standardization.mean.x, standardization.mean.y, standardization.deviation.x,
      standardization.deviation.y, correlation ?? 0,
    ]
    guard numbers.allSatisfy(\.isFinite), standardization.deviation.x > 0,
      standardization.deviation.y > 0, abs(correlation ?? 0) < 1, count >= 0,
      columns?.count ?? 2 == 2
    else {
      throw FlowError(
        "points '\(name)': deviation \(standardization.deviation), correlation \(correlation ?? 0) "
          + "and \(columns?.count ?? 2) columns are of no points; deviations are above 0, a "
          + "correlation is between −1 and 1, and there are two columns")
    }
  }

  /// What standardizes each coordinate, with the digits that computing by hand needs:
  /// `(waiting − 70.905)/13.974`.
  public var transform: [String] {
    (0..<2).map { axis in
      let name = columns.map { $0[axis] }.flatMap { Int($0) == nil ? $0 : nil }
      return TransformText.formula(
        name ?? "x\(axis + 1)", mean: standardization.mean[axis],
        deviation: standardization.deviation[axis])
    }
  }

  /// The mean NLL of the Gaussian fit to the training points, with a full covariance matrix: what any
  /// flow has to beat; nats, in the user's own units.
  /// - Parameter points: those to measure it on.
  public func gaussianNLL(on points: KeyPath<OwnPoints, [SIMD2<Float>]>) -> Double? {
    let points = self[keyPath: points]
    guard !points.isEmpty, let gaussian = Gaussian(of: training)
    else { return nil }
    let sum = points.reduce(0) { $0 + gaussian.logDensity(SIMD2<Double>($1)) }
    return standardization.logVolume - sum / Double(points.count)
  }

  /// FNV-1a over the coordinates' bits, sixteen hexadecimal digits.
  private static func fingerprint(of points: [SIMD2<Double>]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for point in points {
      for bits in [point.x.bitPattern, point.y.bitPattern] {
        for shift in stride(from: 0, to: 64, by: 8) {
          hash = (hash ^ (bits >> UInt64(shift) & 255)) &* 0x100_0000_01B3
        }
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension OwnPoints: Hashable {
  public static func == (one: OwnPoints, other: OwnPoints) -> Bool {
    one.fingerprint == other.fingerprint && one.name == other.name && one.scaling == other.scaling
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(fingerprint)
  }
}

extension OwnPoints: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, fingerprint, count, standardization, correlation, columns, scaling
  }
}
