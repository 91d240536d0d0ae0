import Foundation

/// The C library's functions of one Double. Constants are folded with them, and the vectorised kernels
/// are tested against them.
enum Reference {
  static func exp(_ x: Double) -> Double { Foundation.exp(x) }
  static func log(_ x: Double) -> Double { Foundation.log(x) }
  static func log1p(_ x: Double) -> Double { Foundation.log1p(x) }
  static func tanh(_ x: Double) -> Double { Foundation.tanh(x) }
}
