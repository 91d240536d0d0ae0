import Flows

/// Measurements of one model, and why others could not be made.
///
/// A pane fills in what it has; ``ReadingContext`` measures what is missing.
public struct Measurements: Sendable {
  /// The target that the model learns.
  public var target: (any Target)?
  /// The units that a user's points came in; readings of data space are in these.
  public var units = Standardization.identity
  public var run: RunFacts?
  /// Where the knobs stand of a map that is turned by hand, and which it has.
  public var hand: (knobs: [HandKnob], values: HandValues)?
  /// What an exact likelihood says of held-out points.
  public var heldOut: HeldOut?
  /// What a bound of the likelihood says of them.
  public var bound: HeldOut?
  /// In the units that the model learned in.
  public var scores: SampleScores?
  public var sampling: SamplingCost?
  /// In the units that the flow learned in.
  public var ledger: Ledger?
  /// In the units that the model learned in.
  public var evidence: EvidenceLedger?
  /// In the units that the model learned in.
  public var marginal: MarginalScore?
  public var branches: Branches?
  public var region: RegionMass?
  public var band: Band?
  public var gap: GapCrossing?
  public var check: ModelCheck?
  /// The greatest |f(f⁻¹(x)) − x| over held-out points.
  public var heldOutRoundTrip: Double?
  public var invariants: Invariants?
  public var window: WindowChecks?
  public var cost: EvaluationCost?
  public var estimates: LogDetEstimates?
  public var passes: DirectionPasses?
  /// In the units that the flow learned in.
  public var paths: PathShape?
  /// Why a measurement cannot be made.
  public var lacks: [ReadingSource: String] = [:]

  public init() {}

  /// Whether something was measured.
  func has(_ source: ReadingSource) -> Bool {
    switch source {
    case .run: run != nil
    case .target, .determinants: true
    case .heldOut: heldOut != nil && heldOutRoundTrip != nil
    case .scores: scores != nil
    case .sampling: sampling != nil
    case .ledger: ledger != nil
    case .evidence: evidence != nil
    case .marginal: marginal != nil
    case .branches: branches != nil
    case .region: region != nil
    case .band: band != nil
    case .gap: gap != nil
    case .check: check != nil
    case .invariants: invariants != nil
    case .window: window != nil
    case .cost: cost != nil
    case .estimates: estimates != nil
    case .passes: passes != nil
    case .paths: paths != nil
    }
  }

  /// A measurement that a row is read from.
  /// - Throws: ``NoReading`` with the reason where it was not made.
  func required<Value>(_ value: Value?, _ source: ReadingSource) throws -> Value {
    try given(value, orBecause: lacks[source] ?? "it was not measured here")
  }
}
