/// The present run beside an earlier one: what `flowscope bench --compare` reports.
struct BenchComparison: Encodable {
  enum Verdict: String, Encodable { case slower, faster, same }

  /// One case that both runs have.
  struct Row: Encodable {
    let name: String
    let unit: String
    let before: Double
    let now: Double
    /// How many times the earlier cost; above 1 is slower, or more bytes.
    let ratio: Double
    /// Between which values the ratio lies, each run anywhere within its own spread.
    let ratioLow: Double
    let ratioHigh: Double
    /// `same` where the spreads of both runs overlap.
    let verdict: Verdict

    init(_ before: BenchCase, _ now: BenchCase) {
      (name, unit) = (now.name, now.unit)
      (self.before, self.now) = (before.value, now.value)
      ratio = now.value / before.value
      (ratioLow, ratioHigh) = (now.low / before.high, now.high / before.low)
      verdict = ratioLow > 1 ? .slower : ratioHigh < 1 ? .faster : .same
    }

    /// `1.24× (1.17 to 1.32)`.
    var ratioText: String {
      "\(fixed(ratio, 2))× (\(fixed(ratioLow, 2)) to \(fixed(ratioHigh, 2)))"
    }
  }

  /// What tells the earlier run from others.
  let earlier: String
  /// The earlier run's machine, where it is another than this one.
  let otherMachine: String?
  let rows: [Row]
  /// Cases that only one of both runs has.
  let onlyNow: [String]
  let onlyBefore: [String]
  /// The rate of multiply-adds that the machine showed, now and then, as a ratio for each number of
  /// threads; below 1 the machine itself was slower.
  let peaks: [PeakRatio]

  /// A machine's rate now, as a share of its earlier one.
  struct PeakRatio: Encodable {
    let threads: Int
    let ratio: Double
  }

  init(of now: BenchRecord, with before: BenchRecord) {
    earlier = before.title
    otherMachine = before.machine == now.machine ? nil : before.machine.description
    rows = now.cases.compactMap { one in
      before.cases.last { $0.name == one.name && $0.unit == one.unit }.map { Row($0, one) }
    }
    let common = Set(rows.map(\.name))
    onlyNow = now.cases.map(\.name).filter { !common.contains($0) }
    onlyBefore = before.cases.map(\.name).filter { !common.contains($0) }
    peaks = now.peaks.compactMap { peak in
      before.peaks.first { $0.threads == peak.threads && $0.gflops > 0 }
        .map { PeakRatio(threads: peak.threads, ratio: peak.gflops / $0.gflops) }
    }
  }

  /// The cases that became slower beyond their spread, by more than so many percent.
  func slower(byMoreThan percent: Double) -> [Row] {
    rows.filter { $0.verdict == .slower && $0.ratio > 1 + percent / 100 }
  }

  var text: String {
    var table = TextTable(header: ["", "before", "now", "", "ratio", "from", "to", ""])
    for row in rows {
      table.rows.append([
        row.name, fixed(row.before, row.unit == "B" ? 0 : 3),
        fixed(row.now, row.unit == "B" ? 0 : 3), row.unit, fixed(row.ratio, 2) + "×",
        fixed(row.ratioLow, 2), fixed(row.ratioHigh, 2),
        row.verdict == .same ? "" : row.verdict.rawValue,
      ])
    }
    var lines = ["compared with the run of \(earlier)"]
    if let otherMachine { lines.append("that run was on another machine: \(otherMachine)") }
    lines += peaks.map { peak in
      "the machine itself runs at \(fixed(peak.ratio, 2)) of its rate then, on \(counted(peak.threads, "thread"))"
        + (peak.ratio < 0.9
          ? ": measure again in a quieter minute before you believe 'slower'" : "")
    }
    lines.append(rows.isEmpty ? "no case is in both runs" : table.text)
    for verdict in [Verdict.slower, .faster] where !rows.isEmpty {
      let found = rows.filter { $0.verdict == verdict }.map { "\($0.name) \($0.ratioText)" }
      lines.append(
        "\(verdict.rawValue) beyond the spread: "
          + (found.isEmpty
            ? "none of \(counted(rows.count, "case"))" : found.joined(separator: "; ")))
    }
    if !onlyNow.isEmpty { lines.append("only in this run: " + onlyNow.joined(separator: "; ")) }
    if !onlyBefore.isEmpty {
      lines.append("only in the earlier run: " + onlyBefore.joined(separator: "; "))
    }
    return lines.joined(separator: "\n")
  }
}
