import Autodiff
import Flows

/// The networks of a rival, as values of a graph: what it is trained by, and what can be asked of it.
///
/// A type says here all that is special about a rival. Steps, averages, time travel, measurements, model
/// files and pictures are made of that.
public protocol RivalNetworks: Sendable {
  /// What its training minimises.
  associatedtype Loss: Objective where Loss.Subject == Self
  var objective: Loss { get }
  /// How many standard normal numbers one sample is made of.
  var latentCount: Int { get }
  /// The sample that latent numbers make; two features.
  /// - Parameter latent: ``latentCount`` features, standard normal.
  func generate(_ latent: Value) -> Value
  /// How many coordinates z has: ``latentCount``, where nothing else is drawn for a sample.
  var latentDimension: Int { get }
  /// How many evaluations of a network ``generate(_:)`` makes, one after another; 1 if not said otherwise.
  var samplingPasses: Int { get }
  /// The log-odds that a point is of the data, as a discriminator has it; one feature. `nil` where
  /// there is no discriminator.
  func judgement(of x: Value) -> Value?
  /// Makes what computes log p(x) in nats; `nil` where nothing does.
  func makeDensity(parameterCount: Int, threads: Int) -> (any PointFunction)?
  /// Makes what computes a lower bound of log p(x) in nats; `nil` where nothing does.
  func makeBound(parameterCount: Int, threads: Int) -> (any PointFunction)?
  /// Makes what evaluates a latent space and its encoder; `nil` where there is none.
  func makeLatent(parameterCount: Int, threads: Int) -> LatentEvaluator?
}

extension RivalNetworks {
  public var samplingPasses: Int { 1 }
  public var latentDimension: Int { latentCount }
  public func judgement(of x: Value) -> Value? { nil }
  public func makeDensity(parameterCount: Int, threads: Int) -> (any PointFunction)? { nil }
  public func makeBound(parameterCount: Int, threads: Int) -> (any PointFunction)? { nil }

  public func makeLatent(parameterCount: Int, threads: Int) -> LatentEvaluator? { nil }

  /// The same whatever its type.
  var anyObjective: any Objective { objective }
  /// The phases of one training step.
  var phases: [Phase] { objective.phases(of: self) }
}

/// Gives each point of data space a number, by the parameters of networks: log p(x), a bound of it, or
/// what a discriminator says. It belongs to the thread that made it.
public protocol PointFunction: AnyObject {
  func values(at points: [SIMD2<Float>], parameters: [Float]) -> [Float]
}

/// A function of points that one graph computes.
public final class GraphFunction: PointFunction {
  private let executor: Executor<Float>
  private let output: NumberOutput

  /// - Parameter function: takes a point of two features to a value of one.
  public init(
    parameterCount: Int, threads: Int = 1, _ function: (Value) -> Value
  ) {
    var outputs = Outputs()
    output = outputs.add(number: function(Graph().input(0, features: 2)))
    executor = Executor(Program(outputs), parameterCount: parameterCount, threads: threads)
  }

  public func values(at points: [SIMD2<Float>], parameters: [Float]) -> [Float] {
    guard !points.isEmpty else { return [] }
    executor.parameters = parameters
    executor.setInput(0, points: points)
    executor.run(lanes: points.count)
    return executor.numbers(output, count: points.count)
  }
}
