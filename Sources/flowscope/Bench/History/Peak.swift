/// The machine's rate of fused multiply-adds.
struct Peak: Codable {
  let threads: Int
  var gflops: Double
}
