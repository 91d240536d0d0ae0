import Foundation
import Testing

@testable import Autodiff

/// The vectorised functions in Float against the C library in Double, over whole ranges.
@Suite struct VectorMathTests {
  typealias Lanes = SIMD16<Float>

  /// The largest error in units in the last place, and where. What rounds to a subnormal Float is
  /// compared in units of the smallest normal number's.
  static func worst(
    _ function: (Lanes) -> Lanes, _ exact: (Double) -> Double, over values: [Float]
  ) -> (error: Double, at: Float) {
    var worst = (error: 0.0, at: Float(0))
    for start in stride(from: 0, to: values.count, by: 16) {
      var x = Lanes()
      for lane in 0..<16 { x[lane] = values[min(start + lane, values.count - 1)] }
      let y = function(x)
      for lane in 0..<16 {
        let truth = exact(Double(x[lane]))
        let unit = Double(max(abs(Float(truth)), Float.leastNormalMagnitude).ulp)
        let error = abs(Double(y[lane]) - truth) / unit
        if !(error <= worst.error) { worst = (error, x[lane]) }
      }
    }
    return worst
  }

  /// Every 2¹³th Float between two, which covers all of their exponents.
  static func sweep(_ low: Float, _ high: Float, every stride: UInt32 = 1 << 13) -> [Float] {
    func key(_ x: Float) -> Int64 {
      x.sign == .minus ? -Int64(x.magnitude.bitPattern) : Int64(x.bitPattern)
    }
    return Swift.stride(from: key(low), through: key(high), by: Int(stride)).map {
      $0 < 0 ? -Float(bitPattern: UInt32(-$0)) : Float(bitPattern: UInt32($0))
    } + [low, high]
  }

  static func one(_ function: (Lanes) -> Lanes, _ x: Float) -> Float {
    function(Lanes(repeating: x))[7]
  }

  @Test func exponentialIsAccurateWherePositiveNormal() {
    let worst = Self.worst(Float.exponential, exp, over: Self.sweep(-87.33654, 88.72283))
    #expect(worst.error < 2, "\(worst)")
  }

  @Test func logarithmIsAccurateOverAllPositiveFloats() {
    let all = Self.sweep(.leastNonzeroMagnitude, .greatestFiniteMagnitude)
    let near1 = Self.sweep(0.5, 2, every: 257)
    let worst = Self.worst(Float.logarithm, log, over: all + near1)
    #expect(worst.error < 1, "\(worst)")
  }

  @Test func tanhIsAccurateOddAndNeverBeyondOne() {
    let values = Self.sweep(.leastNonzeroMagnitude, .greatestFiniteMagnitude)
    let worst = Self.worst(Float.hyperbolicTangent, tanh, over: values)
    // 5 with fused multiply-adds.
    #expect(worst.error < 6, "\(worst)")
    for x in values {
      let y = Self.one(Float.hyperbolicTangent, x)
      #expect(y <= 1)
      #expect(Self.one(Float.hyperbolicTangent, -x) == -y)
    }
    #expect(Self.one(Float.hyperbolicTangent, 9) >= 0.999_999)
    #expect(Self.one(Float.hyperbolicTangent, .infinity) >= 0.999_999)
  }

  @Test func sigmoidIsAccurateWhereNormal() {
    func exact(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let values = Self.sweep(-87.33654, .greatestFiniteMagnitude)
    let worst = Self.worst(Float.sigmoid, exact, over: values)
    #expect(worst.error < 4, "\(worst)")
  }

  @Test func softplusIsAccurateWhereNormal() {
    func exact(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
    let values = Self.sweep(-87.33654, .greatestFiniteMagnitude)
    let worst = Self.worst(Float.softplus, exact, over: values)
    #expect(worst.error < 3, "\(worst)")
    #expect(Self.one(Float.softplus, 100) == 100)
    #expect(Self.one(Float.softplus, -100) == 0)
  }

  @Test func squareRootIsAccurateWhereNormal() {
    let values = Self.sweep(.leastNormalMagnitude, .greatestFiniteMagnitude)
    let worst = Self.worst(Float.squareRoots, { $0.squareRoot() }, over: values)
    #expect(worst.error <= 1, "\(worst)")
    // Adam divides by roots of what may be subnormal: 0 there, never NaN.
    for x in Self.sweep(0, Float.leastNormalMagnitude.nextDown, every: 1 << 16) {
      #expect(Self.one(Float.squareRoots, x) == 0)
    }
  }

  @Test func infinitiesZerosAndOverflowGiveLimits() {
    let cases: [(String, (Lanes) -> Lanes, Float, Float)] = [
      ("exp", Float.exponential, -.infinity, 0), ("exp", Float.exponential, .infinity, .infinity),
      ("exp", Float.exponential, 88.73, .infinity), ("exp", Float.exponential, -104, 0),
      ("exp", Float.exponential, 0, 1), ("log", Float.logarithm, 0, -.infinity),
      ("log", Float.logarithm, -0.0, -.infinity), ("log", Float.logarithm, 1, 0),
      ("log", Float.logarithm, .infinity, .infinity), ("tanh", Float.hyperbolicTangent, 0, 0),
      ("sigmoid", Float.sigmoid, -.infinity, 0), ("sigmoid", Float.sigmoid, .infinity, 1),
      ("sigmoid", Float.sigmoid, 0, 0.5), ("softplus", Float.softplus, -.infinity, 0),
      ("softplus", Float.softplus, .infinity, .infinity),
      ("sqrt", Float.squareRoots, 0, 0), ("sqrt", Float.squareRoots, 4, 2),
      ("sqrt", Float.squareRoots, .infinity, .infinity),
    ]
    for (name, function, x, limit) in cases {
      #expect(Self.one(function, x) == limit, "\(name)(\(x)) = \(Self.one(function, x))")
    }
    for x in [-Float.leastNormalMagnitude, -1, -Float.infinity] {
      #expect(Self.one(Float.logarithm, x).isNaN)
      #expect(Self.one(Float.squareRoots, x).isNaN)
    }
  }

  /// Doubles over all exponents from `low` to `high`, both positive, and evenly near 1.
  private static func doubles(_ low: Double, _ high: Double) -> [Double] {
    let (first, last) = (low.bitPattern, high.bitPattern)
    return (0...20_000).map { Double(bitPattern: first + (last - first) / 20_000 * UInt64($0)) }
      + (0...20_000).map { 0.5 + 1.5 * Double($0) / 20_000 }.filter { $0 >= low && $0 <= high }
  }

  @Test(arguments: [
    ("exp", 700.0, 2.0), ("log", 1e300, 2), ("tanh", 1e300, 4), ("sigmoid", 700, 4),
    ("softplus", 700, 2),
  ])
  func doublesAreAccurateWhereNormal(name: String, high: Double, units: Double) throws {
    typealias Function = (SIMD8<Double>) -> SIMD8<Double>
    let functions: [String: (Function, (Double) -> Double)] = [
      "exp": (Double.exponential, exp), "log": (Double.logarithm, log),
      "tanh": (Double.hyperbolicTangent, tanh), "sigmoid": (Double.sigmoid, { 1 / (1 + exp(-$0)) }),
      "softplus": (Double.softplus, { max($0, 0) + log1p(exp(-abs($0))) }),
    ]
    let (function, exact) = try #require(functions[name])
    var worst = (error: 0.0, at: 0.0)
    let values = Self.doubles(1e-300, high)
    for x in values + (name == "log" ? [] : values.map { -$0 }) {
      let truth = exact(x)
      let error = abs(function(SIMD8(repeating: x))[3] - truth) / truth.ulp
      if !(error <= worst.error) { worst = (error, x) }
    }
    #expect(worst.error <= units, "\(worst)")
  }

  @Test func doublesHaveTheSameLimits() {
    typealias Function = (SIMD8<Double>) -> SIMD8<Double>
    let cases: [(Function, Double, Double)] = [
      (Double.exponential, -.infinity, 0), (Double.exponential, .infinity, .infinity),
      (Double.exponential, 710, .infinity), (Double.exponential, -750, 0),
      (Double.exponential, 0, 1), (Double.exponential, -1e300, 0),
      (Double.logarithm, 0, -.infinity),
      (Double.logarithm, 1, 0), (Double.logarithm, .infinity, .infinity),
      (Double.logarithm, Double.leastNonzeroMagnitude, log(Double.leastNonzeroMagnitude)),
      (Double.hyperbolicTangent, 0, 0),
      (Double.hyperbolicTangent, .infinity, 1), (Double.hyperbolicTangent, -1e9, -1),
      (Double.sigmoid, -.infinity, 0), (Double.sigmoid, .infinity, 1), (Double.sigmoid, 0, 0.5),
      (Double.softplus, -.infinity, 0), (Double.softplus, .infinity, .infinity),
    ]
    for (function, x, limit) in cases {
      #expect(function(SIMD8(repeating: x))[5] == limit, "\(x): \(limit)")
    }
    #expect(Double.logarithm(SIMD8(repeating: -1))[0].isNaN)
  }

  /// A NaN must come out as one: what swallows it hides a divergence. Sign and step are left out: they
  /// say on which side of zero a number is.
  @Test(arguments: Unary.allCases.filter { $0 != .sign && $0 != .step })
  func notANumberIsNotHidden(function: Unary) {
    func check<S: LaneScalar>(_: S.Type) {
      let graph = Graph()
      let output = graph.input(0, features: 1).apply(function)
      let result = execute([output], Inputs(lanes: 1, slots: [0: [[.nan]]]), as: S.self)[0]
      #expect(result.at(0, 0).isNaN, "\(function) in \(S.self)")
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func boundsDoNotHideNotANumber() {
    let graph = Graph()
    let x = graph.input(0, features: 1)
    let layer = x.dense(weight: graph.constant([1]), outputs: 1).relu
    let outputs = [x.clamped(-1, 1), x.minimum(1), x.maximum(1), x.silu, layer]
    for result in execute(outputs, Inputs(lanes: 1, slots: [0: [[.nan]]]), as: Float.self) {
      #expect(result.at(0, 0).isNaN)
    }
  }
}
