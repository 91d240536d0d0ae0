// Transposes a square block of registers (as many as one has lanes), and adds up the lanes of each. A
// training step of a spline flow is 7 % faster with these than with elements gathered one by one.
//
// Shuffles of one kind never follow each other: the compiler would merge two such into a chain of
// instructions several times as long.

extension LaneScalar {
  /// target[c][r] = source[r][c] for as many rows and columns as a register has lanes.
  public static func transposeBlock(
    _ source: UnsafePointer<Self>, step: Int, into target: UnsafeMutablePointer<Self>,
    step targetStep: Int, spare: UnsafeMutablePointer<Self>
  ) {
    let width = Lanes.scalarCount
    for row in 0..<width {
      for column in 0..<width {
        target[column &* targetStep &+ row] = source[row &* step &+ column]
      }
    }
  }

  /// Σ over `count` lanes of y[r] · x for as many rows r as a register has lanes; without `x`, of y[r].
  public static func blockSums(
    _ y: UnsafePointer<Self>, step: Int, times x: UnsafePointer<Self>?, count: Int
  ) -> Lanes {
    var sums = Lanes()
    for row in 0..<Lanes.scalarCount {
      for i in 0..<count {
        sums[row] += (x.map { $0[i] } ?? 1) * y[row &* step &+ i]
      }
    }
    return sums
  }
}

extension Float {
  // Of the four bits of a row's number and of a column's, each round exchanges one: first those of
  // rows 4 and 1 apart, then those of rows 2 and 8 apart.
  public static func transposeBlock(
    _ source: UnsafePointer<Float>, step: Int, into target: UnsafeMutablePointer<Float>,
    step targetStep: Int, spare: UnsafeMutablePointer<Float>
  ) {
    var i = 0
    while i < 4 {
      let p = source + (8 &* (i &>> 1) &+ 2 &* (i & 1)) &* step
      let (a0, a1) = interleavedPairs(load(p), load(p + 4 &* step))
      let (b0, b1) = interleavedPairs(load(p + step), load(p + 5 &* step))
      let (c0, c1) = interleaved(a0, b0)
      let (c2, c3) = interleaved(a1, b1)
      let q = spare + 16 &* i
      store(c0, q)
      store(c1, q + 64)
      store(c2, q + 128)
      store(c3, q + 192)
      i &+= 1
    }
    i = 0
    while i < 4 {
      let p = UnsafePointer(spare + 64 &* i)
      let (a0, a1) = mergedPairs(load(p), load(p + 16))
      let (b0, b1) = mergedPairs(load(p + 32), load(p + 48))
      let (c0, c2) = halves(a0, b0)
      let (c1, c3) = halves(a1, b1)
      let q = target + 4 &* i &* targetStep
      store(c0, q)
      store(c1, q + targetStep)
      store(c2, q + 2 &* targetStep)
      store(c3, q + 3 &* targetStep)
      i &+= 1
    }
  }

  // Four registers are folded into one, and four such into the result.
  public static func blockSums(
    _ y: UnsafePointer<Float>, step: Int, times x: UnsafePointer<Float>?, count: Int
  ) -> Lanes {
    @inline(__always) func group(_ index: Int) -> Lanes {
      let p = y + index &* step
      if let x { return foldedProducts(p, 4 &* step, x, count) }
      return foldedSums(p, 4 &* step, count)
    }
    return folded(group(0), group(1), group(2), group(3))
  }
}

private typealias Lanes = SIMD16<Float>
private typealias Pairs = SIMD8<Double>

@inline(__always)
private func foldedSums(_ y: UnsafePointer<Float>, _ step: Int, _ count: Int) -> Lanes {
  var (a, b, c, d) = (Lanes(), Lanes(), Lanes(), Lanes())
  var i = 0
  while i < count {
    a += load(y + i)
    b += load(y + step + i)
    c += load(y + 2 &* step + i)
    d += load(y + 3 &* step + i)
    i &+= 16
  }
  return folded(a, b, c, d)
}

@inline(__always)
private func foldedProducts(
  _ y: UnsafePointer<Float>, _ step: Int, _ x: UnsafePointer<Float>, _ count: Int
) -> Lanes {
  var (a, b, c, d) = (Lanes(), Lanes(), Lanes(), Lanes())
  var i = 0
  while i < count {
    let factor = load(x + i)
    a = a.addingProduct(load(y + i), factor)
    b = b.addingProduct(load(y + step + i), factor)
    c = c.addingProduct(load(y + 2 &* step + i), factor)
    d = d.addingProduct(load(y + 3 &* step + i), factor)
    i &+= 16
  }
  return folded(a, b, c, d)
}

/// Sums of four lanes of each, a₀ + a₄ + a₈ + a₁₂ first, and from b, c and d next to it.
@inline(__always)
private func folded(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> Lanes {
  let (ab, cd) = (interleaved(a, b), interleaved(c, d))
  let sums = interleavedPairs(ab.0 + ab.1, cd.0 + cd.1)
  return sums.0 + sums.1
}

/// a₀ b₀ a₁ b₁ …
@inline(__always)
private func interleaved(_ a: Lanes, _ b: Lanes) -> (Lanes, Lanes) {
  var (low, high) = (Lanes(), Lanes())
  (low.evenHalf, low.oddHalf) = (a.lowHalf, b.lowHalf)
  (high.evenHalf, high.oddHalf) = (a.highHalf, b.highHalf)
  return (low, high)
}

/// a₀ a₁ b₀ b₁ a₂ a₃ …
@inline(__always)
private func interleavedPairs(_ a: Lanes, _ b: Lanes) -> (Lanes, Lanes) {
  let (x, y) = (unsafeBitCast(a, to: Pairs.self), unsafeBitCast(b, to: Pairs.self))
  var (low, high) = (Pairs(), Pairs())
  (low.evenHalf, low.oddHalf) = (x.lowHalf, y.lowHalf)
  (high.evenHalf, high.oddHalf) = (x.highHalf, y.highHalf)
  return (unsafeBitCast(low, to: Lanes.self), unsafeBitCast(high, to: Lanes.self))
}

/// a₀ a₁ b₀ b₁ a₄ a₅ …, and a₂ a₃ b₂ b₃ a₆ a₇ …
@inline(__always)
private func mergedPairs(_ a: Lanes, _ b: Lanes) -> (Lanes, Lanes) {
  let (x, y) = (unsafeBitCast(a, to: Pairs.self), unsafeBitCast(b, to: Pairs.self))
  var (even, odd) = (Pairs(), Pairs())
  (even.evenHalf, even.oddHalf) = (x.evenHalf, y.evenHalf)
  (odd.evenHalf, odd.oddHalf) = (x.oddHalf, y.oddHalf)
  return (unsafeBitCast(even, to: Lanes.self), unsafeBitCast(odd, to: Lanes.self))
}

@inline(__always)
private func halves(_ a: Lanes, _ b: Lanes) -> (Lanes, Lanes) {
  (Lanes(lowHalf: a.lowHalf, highHalf: b.lowHalf), Lanes(lowHalf: a.highHalf, highHalf: b.highHalf))
}
