/// Keeps the leading singular vectors of weight matrices among an executor's parameters up to date, by
/// power iteration (Miyato et al. 2018, arXiv:1802.05957, algorithm 1).
public final class PowerIteration<S: LaneScalar> {
  private let work: PowerIterationWork<S>
  private let crew: Crew

  init(memory: ExecutorMemory<S>, crew: Crew, matrices: [FollowedMatrix]) {
    self.crew = crew
    work = PowerIterationWork(memory: memory, matrices: matrices)
  }

  /// Does that many power iterations for every matrix.
  public func advance(iterations: Int) {
    work.iterations = iterations
    crew.run(work, items: work.matrices.count)
  }
}

extension Executor {
  /// A power iteration that keeps the leading singular vectors of those matrices up to date.
  public func makePowerIteration(_ matrices: [FollowedMatrix]) -> PowerIteration<S> {
    for matrix in matrices {
      let last = max(matrix.weight, matrix.direction) + matrix.rows * matrix.columns
      precondition(last <= memory.parameterCount, "a matrix outside the parameters")
    }
    return PowerIteration(memory: memory, crew: crew, matrices: matrices)
  }
}

/// Where a matrix W and its direction uvᵀ, with the leading singular vectors u and v, lie in a
/// parameter vector; both row-major.
public struct FollowedMatrix: Sendable {
  public let rows: Int
  public let columns: Int
  let weight: Int
  let direction: Int

  public init(rows: Int, columns: Int, weight: Int, direction: Int) {
    self.rows = rows
    self.columns = columns
    self.weight = weight
    self.direction = direction
  }

  /// Iterates until the matrix's norm does not change any more; doing it again changes nothing, bit for bit.
  public func settle<S: LaneScalar>(_ parameters: inout [S]) {
    let spare = ExecutorMemory<S>.allocate(rows + columns)
    defer { spare.deallocate() }
    parameters.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, max(weight, direction) + rows * columns <= buffer.count
      else { return }
      follow(self, in: base, iterations: 200, untilSettled: true, spare: spare)
    }
  }
}

/// One item is one matrix; `iterations` is written between runs only, by the thread that starts them.
private final class PowerIterationWork<S: LaneScalar>: ParallelWork, @unchecked Sendable {
  let matrices: [FollowedMatrix]
  var iterations = 0
  private let memory: ExecutorMemory<S>
  private let spares: [UnsafeMutablePointer<S>]

  init(memory: ExecutorMemory<S>, matrices: [FollowedMatrix]) {
    self.memory = memory
    self.matrices = matrices
    spares = matrices.map { ExecutorMemory<S>.allocate($0.rows + $0.columns) }
  }

  deinit {
    for spare in spares { spare.deallocate() }
  }

  func perform(item: Int, worker: Int) {
    follow(
      matrices[item], in: memory.parameters, iterations: iterations, untilSettled: false,
      spare: spares[item])
  }
}

/// One iteration: v ← Wᵀu / ‖Wᵀu‖ with u = Wv / ‖Wv‖, from the v in the stored direction uvᵀ, and then the
/// new direction uvᵀ. Where W or the direction is zero, nothing changes.
@_specialize(where S == Float)
@_specialize(where S == Double)
private func follow<S: LaneScalar>(
  _ matrix: FollowedMatrix, in parameters: UnsafeMutablePointer<S>, iterations: Int,
  untilSettled: Bool, spare: UnsafeMutablePointer<S>
) {
  let (rows, columns) = (matrix.rows, matrix.columns)
  let w = UnsafePointer(parameters + matrix.weight)
  let direction = parameters + matrix.direction
  let (u, v) = (spare, spare + rows)
  // v is any row of uvᵀ, normalised: the longest has the most digits.
  var longest = (square: S(0), row: 0)
  for row in 0..<rows {
    let p = UnsafePointer(direction + row &* columns)
    let square = dot(p, p, count: columns)
    if square > longest.square { longest = (square, row) }
  }
  v.update(from: direction + longest.row &* columns, count: columns)
  guard normalize(v, count: columns) != nil else { return }
  var sigma = dot(w, UnsafePointer(direction), count: rows &* columns)
  for turn in 0..<iterations {
    for row in 0..<rows { u[row] = dot(w + row &* columns, UnsafePointer(v), count: columns) }
    guard normalize(u, count: rows) != nil else { return }
    v.update(repeating: 0, count: columns)
    for row in 0..<rows { addScaled(v, w + row &* columns, by: u[row], count: columns) }
    guard let norm = normalize(v, count: columns) else { return }
    let isSettled = untilSettled && abs(norm - sigma) <= 1e-5 * norm
    if isSettled, turn == 0 { return }
    sigma = norm
    if isSettled { break }
  }
  for row in 0..<rows {
    let target = direction + row &* columns
    target.update(repeating: 0, count: columns)
    addScaled(target, UnsafePointer(v), by: u[row], count: columns)
  }
}

/// Makes v a unit vector and returns the norm it had; a vector without direction stays, and gives `nil`.
@inline(__always)
private func normalize<S: LaneScalar>(_ v: UnsafeMutablePointer<S>, count: Int) -> S? {
  let norm = dot(UnsafePointer(v), UnsafePointer(v), count: count).squareRoot()
  guard norm > 1e-30, norm.isFinite else { return nil }
  for index in 0..<count { v[index] /= norm }
  return norm
}

@inline(__always)
private func dot<S: LaneScalar>(
  _ a: UnsafePointer<S>, _ b: UnsafePointer<S>, count: Int
) -> S {
  let width = S.Lanes.scalarCount
  var sums = S.Lanes()
  var i = 0
  while i &+ width <= count {
    sums = sums.addingProduct(load(a + i), load(b + i))
    i &+= width
  }
  var sum: S = horizontalSum(sums)
  while i < count {
    sum += a[i] * b[i]
    i &+= 1
  }
  return sum
}

/// target += factor · a.
@inline(__always)
private func addScaled<S: LaneScalar>(
  _ target: UnsafeMutablePointer<S>, _ a: UnsafePointer<S>, by factor: S, count: Int
) {
  let width = S.Lanes.scalarCount
  let factors = S.Lanes(repeating: factor)
  var i = 0
  while i &+ width <= count {
    store(load(UnsafePointer(target) + i).addingProduct(load(a + i), factors), target + i)
    i &+= width
  }
  while i < count {
    target[i] += factor * a[i]
    i &+= 1
  }
}
