/// What a run of `flowscope bench` ran on, as far as it decides how fast things are.
struct BenchMachine: Codable, Equatable, CustomStringConvertible {
  let processor: String?
  let cores: Int
  /// Bits of the processor's widest vectors; `nil` where the system does not say.
  let vectorBits: Int?

  var description: String {
    let vectors = vectorBits.map { ", vectors of \($0) bits" } ?? ""
    return "\(processor ?? "unknown processor"), \(counted(cores, "core"))\(vectors)"
  }
}
