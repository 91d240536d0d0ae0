import Autodiff
import Flows

/// Takes the noise of a diffusion model away in its steps, from base space to data space.
///
/// Not thread-safe: give each thread its own.
public final class ReverseProcess {
  private let architecture: Architecture
  private let schedule: NoiseSchedule
  /// From a point and a time to ``Denoising/turn(of:at:)``.
  private let turner: (executor: Executor<Float>, turn: PointOutput)
  /// Through the fixed layers between the diffusion and the data, such as a user's units; `nil` without any.
  private let finisher: (executor: Executor<Float>, point: PointOutput)?
  private let beginner: (executor: Executor<Float>, point: PointOutput, logDet: NumberOutput)?

  /// How many steps it takes.
  public var steps: Int { schedule.steps }

  /// - Returns: `nil` for a flow that is no diffusion model.
  public init?(_ architecture: Architecture, threads: Int = 1) {
    guard let layer = architecture.layers.first as? any Denoising else { return nil }
    self.architecture = architecture
    schedule = layer.schedule
    func executor(_ outputs: Outputs) -> Executor<Float> {
      Executor(
        Program(outputs), parameterCount: architecture.parameterCount, threads: threads)
    }
    let graph = Graph()
    let (point, time) = (graph.input(0, features: 2), graph.input(1, features: 1))
    var outputs = Outputs()
    let turn = outputs.add(point: layer.turn(of: point, at: time))
    turner = (executor(outputs), turn)

    let rest = architecture.layers.dropFirst()
    guard !rest.isEmpty else {
      (finisher, beginner) = (nil, nil)
      return
    }
    var finish = Outputs()
    let finished = finish.add(
      point: rest.reduce(Graph().input(0, features: 2)) { $1.forward($0).point })
    finisher = (executor(finish), finished)

    var begin = Outputs()
    let x = Graph().input(0, features: 2)
    let begun = rest.reversed().reduce(Mapped(x, logDet: x.graph.constant(0))) { mapped, layer in
      let next = layer.inverse(mapped.point)
      return Mapped(next.point, logDet: mapped.logDet + next.logDet)
    }
    let (place, logDet) = (begin.add(point: begun.point), begin.add(number: begun.logDet))
    beginner = (executor(begin), place, logDet)
  }

  /// - Returns: `nil` for a flow that is no diffusion model.
  /// - Throws: ``FlowError`` for settings that name no flow, base or sensible size.
  public convenience init?(_ settings: Settings, threads: Int = 1) throws(FlowError) {
    guard settings.namedFamily?.learnsNoise == true else { return nil }
    self.init(try Architecture(settings), threads: threads)
  }

  /// How much of the data and how much noise there is on the way from z (0) to x (1).
  public func level(atDepth depth: Double) -> (signal: Double, noise: Double) {
    let time = 1 - min(max(depth, 0), 1)
    return (schedule.signal(time), schedule.noise(time))
  }

  /// `count` points of base space to begin at; the same seed gives the same points.
  public func start(count: Int, seed: UInt64, of model: Model) -> [SIMD2<Float>] {
    architecture.sampleBase(count: count, seed: seed, of: model)
  }

  /// Points on their way through the steps, from base space (first) to data space (last); one more
  /// than ``steps``.
  /// - Parameters:
  ///   - points: of base space.
  ///   - isAncestral: whether each step adds new noise; otherwise there is no chance (DDIM).
  ///   - seed: of the noise. A point's noise depends on its place in the list alone.
  public func journey(
    from points: [SIMD2<Float>], isAncestral: Bool, seed: UInt64, of model: Model
  ) -> [[SIMD2<Float>]] {
    guard !points.isEmpty else { return Array(repeating: [], count: steps + 1) }
    let stream = RandomStream(seed: seed).split(RandomStream.Purpose.noise)
    var journey = [points]
    var places = points
    for (index, step) in schedule.allSteps.enumerated().reversed() {
      var random = stream.split(UInt64(index))
      let deviation = Float(step.variance.squareRoot())
      let (pointWeight, turnWeight) = step.weights(isAncestral: isAncestral)
      places = zip(places, turns(of: places, at: step.time, model)).map { point, turn in
        let mean = Float(pointWeight) * point + Float(turnWeight) * turn
        return isAncestral ? mean + deviation * SIMD2<Float>(random.normalPair()) : mean
      }
      journey.append(places)
    }
    if let finisher {
      journey[steps] = run(finisher.executor, places, model).points(
        finisher.point, count: places.count)
    }
    return journey
  }

  /// Where the samples end that begin at these points of base space.
  public func samples(
    from points: [SIMD2<Float>], isAncestral: Bool, seed: UInt64, of model: Model
  ) -> [SIMD2<Float>] {
    journey(from: points, isAncestral: isAncestral, seed: seed, of: model).last ?? []
  }

  /// The bound of the ancestral sampler's likelihood at points of data space, term by term.
  /// - Parameters:
  ///   - draws: how many noises each term is the mean of at a point.
  ///   - seed: of the noise.
  public func bound(
    at points: [SIMD2<Float>], draws: Int = 1, seed: UInt64 = 1, of model: Model
  ) -> VariationalBound {
    var data = points
    var totals = [Double](repeating: 0, count: points.count)
    if let beginner {
      let begun = run(beginner.executor, points, model)
      data = begun.points(beginner.point, count: points.count)
      // −log|det| of the layers between the data and the diffusion is no step's.
      totals = begun.numbers(beginner.logDet, count: points.count).map { -Double($0) }
    }
    let fixed = totals.reduce(0, +) / Double(max(1, points.count))
    let stream = RandomStream(seed: seed).split(RandomStream.Purpose.noise)
    var terms: [Double] = []
    for (index, step) in schedule.allSteps.enumerated() {
      var random = stream.split(UInt64(index))
      var sum = 0.0
      let (alpha, sigma) = (Float(step.signal), Float(step.noise))
      for _ in 0..<draws {
        let noise = data.map { _ in SIMD2<Float>(random.normalPair()) }
        let turns = turns(
          of: zip(data, noise).map { alpha * $0 + sigma * $1 }, at: step.time, model)
        for place in data.indices {
          // Data less what they are expected to be, over σ: nothing is lost where σ is small.
          let miss = SIMD2<Double>(sigma * data[place] - alpha * noise[place] + turns[place])
          let term = step.term(squaredMiss: (miss * miss).sum(), isLast: index == 0)
          totals[place] += term / Double(draws)
          sum += term
        }
      }
      terms.append(sum / Double(max(1, points.count * draws)))
    }
    return VariationalBound(terms: terms, fixed: fixed, points: totals)
  }

  // MARK: The network

  private func turns(
    of points: [SIMD2<Float>], at time: Double, _ model: Model
  ) -> [SIMD2<Float>] {
    let (executor, count) = (turner.executor, points.count)
    executor.setInput(1, feature: 0, Array(repeating: Float(time), count: count))
    return run(executor, points, model).points(turner.turn, count: count)
  }

  private func run(
    _ executor: Executor<Float>, _ points: [SIMD2<Float>], _ model: Model
  ) -> Executor<Float> {
    executor.parameters = architecture.settled(model.parameters)
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    return executor
  }
}
