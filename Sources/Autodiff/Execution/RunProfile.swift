/// Where the time of an executor's run goes: how long each kind of instruction took, shape by shape, on one
/// thread. A step's profile is made of these; `flowscope bench profile` prints it.
public struct RunProfile: Sendable {
  /// Instructions of one kind and shape.
  public struct Row: Sendable {
    /// What they do: `product`, `tanh`.
    public let kind: String
    /// Features read and written, as in `64 → 2`; empty where it says nothing.
    public let shape: String
    /// Seconds of one run.
    public var seconds: Double
    /// Floating-point operations of one run; a multiply-add is two.
    public var operations: Int

    public init(_ kind: String, _ shape: String = "", seconds: Double, operations: Int = 0) {
      (self.kind, self.shape, self.seconds, self.operations) = (kind, shape, seconds, operations)
    }

    /// Times a piece of work that is done once a run, by the median of so many.
    public init(_ kind: String, runs: Int, _ work: () -> Void) {
      self.init(kind, seconds: Stopwatch.median((0..<runs).map { _ in Stopwatch.seconds(work) }))
    }
  }

  /// The longest first.
  public let rows: [Row]
}

extension Executor {
  /// Runs the program on the caller's thread alone, as it is and then with a look at the clock around every
  /// instruction. What a look costs follows from the difference, and is taken off again.
  /// - Parameters:
  ///   - count: lanes; inputs are as for ``run(lanes:)``.
  ///   - runs: at least one. The times are medians, so that others who use the processor now and then do
  ///     not count.
  public func profile(lanes count: Int, runs: Int) -> RunProfile {
    memory.reserve(lanes: count)
    let stopwatch = Stopwatch(instructions: program.perTile.count)
    let plain = (0..<runs).map { _ in runAlone(runner, lanes: count) }
    let watched = runner.watched(by: stopwatch)
    for _ in 0..<runs { _ = runAlone(watched, lanes: count) }
    let drawn = stopwatch.secondsDrawing / Double(runs)
    let tiles = Stopwatch.median(plain.map(\.tiles)) - drawn
    let look = max(0, stopwatch.seconds() - tiles * Double(runs)) / max(1, stopwatch.looks)
    var rows: [String: RunProfile.Row] = [:]
    for (place, instruction) in program.perTile.enumerated() {
      let (kind, shape) = instruction.description
      let seconds = stopwatch.seconds(of: place, look: look) / Double(runs)
      rows[kind + shape, default: .init(kind, shape, seconds: 0)].seconds += seconds
      rows[kind + shape]?.operations += instruction.operations * count
    }
    let others: [RunProfile.Row] = [
      .init("batch drawn", seconds: drawn),
      .init("sums of all tiles added", seconds: Stopwatch.median(plain.map(\.sums))),
      .init("values that lanes share", seconds: Stopwatch.median(plain.map(\.shared))),
    ]
    return RunProfile(rows: (rows.values + others).sorted { $0.seconds > $1.seconds })
  }

  /// Seconds of the parts of one run on the caller's thread.
  private func runAlone(_ runner: TileRunner<S>, lanes: Int) -> (
    shared: Double, tiles: Double, sums: Double
  ) {
    let begun = Stopwatch.seconds { runner.begin(lanes: lanes) }
    let tiles = Stopwatch.seconds {
      for item in 0..<runner.items { runner.perform(item: item, worker: 0) }
    }
    let sums = Stopwatch.seconds {
      guard program.sumsCount > 0 else { return }
      for item in 0..<runner.reduction.items { runner.reduction.perform(item: item, worker: 0) }
    }
    return (begun + Stopwatch.seconds { runner.finish() }, tiles, sums)
  }
}

/// Times instructions, each as often as it runs. Used by one thread at a time.
final class Stopwatch: @unchecked Sendable {
  private var times: [[Double]]
  private var drawing: [Double] = []
  private let clock = ContinuousClock()

  init(instructions: Int) { times = Array(repeating: [], count: instructions) }

  func start() -> ContinuousClock.Instant { clock.now }

  func stop(_ place: Int, since start: ContinuousClock.Instant) {
    times[place].append(start.duration(to: clock.now) / .seconds(1))
  }

  /// Notes how long it took to draw a tile's input.
  func stopDrawing(since start: ContinuousClock.Instant) {
    drawing.append(start.duration(to: clock.now) / .seconds(1))
  }

  /// Of all turns of one instruction, by their median less `look`.
  func seconds(of place: Int, look: Double = 0) -> Double {
    max(0, Self.median(times[place]) - look) * Double(times[place].count)
  }

  /// Of all instructions, with the looks at the clock.
  func seconds() -> Double { times.indices.reduce(0) { $0 + seconds(of: $1) } }

  /// Of all tiles' input.
  var secondsDrawing: Double { Self.median(drawing) * Double(drawing.count) }

  /// How many instructions were timed.
  var looks: Double { Double(times.reduce(0) { $0 + $1.count }) }

  /// How long a piece of work takes.
  static func seconds(_ work: () -> Void) -> Double {
    ContinuousClock().measure(work) / .seconds(1)
  }

  static func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}

extension Instruction {
  /// Its kind in words, and the shape of what it works on.
  fileprivate var description: (kind: String, shape: String) {
    let arrow = "\(a.features) → \(out.features)"
    return switch code {
    case .dense: ("product", arrow)
    case .denseTransposed: ("transposed product", arrow)
    case .product: ("product of weights", arrow)
    case .outer: ("weight gradient", "\(b.features) → \(a.features)")
    case .sumLanes: ("sum over lanes", "\(a.features)")
    case .unary(let function): ("\(function)", "")
    case .swishAndSlopes: ("swish and its slopes", "")
    case .binary(let function): ("\(function)", "")
    case .select: ("select", "")
    case .multiplyAdd: ("multiply and add", "")
    case .sumFeatures, .dotFeatures: ("sum of rows", "")
    case .copy, .input: ("copy", "")
    case .loop: ("loop", "")
    }
  }
}
