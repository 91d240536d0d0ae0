/// What `flowscope bench` reports.
struct BenchReport: Encodable {
  let processor: String?
  let peaks: [Peak]
  let results: [BenchResult]
  let growth: Growth?
  let watch: WatchedRun?
  var bytes: [ScreenBytes]?
  var profile: ProfiledStep?
  var product: ProductRates?
  var goals: GoalsReport?
  /// The history that the run was appended to; `nil` for none.
  var history: String?
  var comparison: BenchComparison?

  /// Repeats as one: medians of each figure; of everything else the last repeat is shown.
  static func joined(_ repeats: [BenchReport]) -> BenchReport? {
    guard let last = repeats.last else { return nil }
    return BenchReport(
      processor: last.processor, peaks: last.peaks,
      results: last.results.indices.compactMap { place in
        BenchResult.joined(repeats.map { $0.results[place] })?.beside(last.peaks)
      }, growth: last.growth, watch: last.watch, bytes: last.bytes,
      profile: last.profile, product: last.product, goals: last.goals)
  }

  /// What a history keeps of one repeat.
  var historyCases: [BenchCase] {
    results.map(\.historyCase) + (growth?.historyCases ?? []) + (watch?.historyCases ?? [])
      + (bytes ?? []).map(\.historyCase) + (goals?.historyCases ?? [])
  }

  var text: String {
    var parts = BenchSubject.usual.compactMap(section)
    if let growth { parts.append(growth.text) }
    if let watch { parts.append(watch.text) }
    if let profile { parts.append(profile.text) }
    if let product { parts.append(product.text) }
    if let goals { parts.append(goals.text) }
    if let bytes { parts.append(ScreenBytes.text(bytes)) }
    let rates = peaks.map { "\(fixed($0.gflops, 1)) GFLOP/s on \(counted($0.threads, "thread"))" }
    parts.append("machine's peak, same run: " + rates.joined(separator: ", "))
    if let comparison { parts.append(comparison.text) }
    if let history { parts.append("this run is kept in \(history)") }
    return parts.joined(separator: "\n\n")
  }

  /// The table of one subject; `nil` where it was not measured.
  private func section(_ subject: BenchSubject) -> String? {
    let results = results.filter { $0.subject == subject.rawValue }
    guard let first = results.first else { return nil }
    var table = TextTable(
      header: ["", "median ms", "p10", "p90", "GFLOP/s", "of peak"]
        + (subject == .train ? ["allocations"] : [])
        + (subject == .threads ? ["threads", "speed-up"] : []))
    for result in results {
      table.rows.append(
        [
          result.flow, fixed(result.ms, 3), fixed(result.msP10, 3), fixed(result.msP90, 3),
          result.gflops.map { fixed($0, 1) } ?? "–",
          result.shareOfPeak.map { fixed(100 * $0, 1) + " %" } ?? "–",
        ]
          + (subject == .train ? [result.allocationsPerStep.map { short($0) } ?? "–"] : [])
          + (subject == .threads
            ? ["\(result.threads)", result.speedUp.map { fixed($0, 2) + "×" } ?? "–"] : []))
    }
    return title(of: subject, first) + "\n" + table.text
  }

  private func title(of subject: BenchSubject, _ result: BenchResult) -> String {
    let threads = counted(result.threads, "thread")
    return switch subject {
    case .train: "train: one gradient step of batch \(result.batch) on \(threads)"
    case .density: "density: log p on a 200 × 200 grid, on \(threads)"
    case .sample: "sample: 40,000 samples, on \(threads)"
    case .frame:
      "frame: computing a 200 × 60 screen, while training runs on \(counted(max(1, result.threads - 1), "thread"))"
    case .startup: "startup: from the start of the process until the screen shows a trained step"
    case .threads: "threads: one gradient step of batch \(result.batch)"
    case .growth, .watch, .bytes, .profile, .product, .goals: subject.rawValue
    }
  }
}
