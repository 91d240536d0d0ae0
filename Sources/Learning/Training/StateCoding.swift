import Autodiff
import Flows
import Foundation

/// A learner's state in a file: tensors whose names begin with `training.`, and numbers in the metadata.
///
/// It holds for every learner: a state is lists of numbers, whatever they are parameters of.
extension LearnerState {
  /// The member of a file's metadata that says what is not in tensors.
  static let metadataKey = "training"
  private static let prefix = "training."

  /// What is not a long list.
  private struct Facts: Codable {
    var step: Int
    /// Adam's steps in each phase.
    var phases: [Int]
    var selection: ModelSelection.Facts?
    /// Which round of reflow it is in.
    var round: Int?
  }

  /// Adds the state to what a file is to hold.
  /// - Throws: ``FlowError`` if it cannot be written as JSON.
  func write(to checkpoint: inout Checkpoint) throws(FlowError) {
    func add(_ name: String, _ values: [Float]) {
      checkpoint.tensors.append((Self.prefix + name, [values.count], values))
    }
    add("parameters", parameters)
    add("average", average)
    add("lastGood", lastGood)
    for (index, moments) in moments.enumerated() {
      add("phase\(index).mean", moments.mean)
      add("phase\(index).variance", moments.variance)
    }
    if let selection {
      add("best.parameters", selection.parameters)
      add("best.logDensity", selection.best.logDensity)
      add("last.logDensity", selection.last.logDensity)
    }
    if let round { add("reflow.parameters", round.teacher) }
    let facts = Facts(
      step: step, phases: moments.map(\.steps), selection: selection?.facts, round: round?.number)
    checkpoint.metadata[Self.metadataKey] = try Self.json(facts)
  }

  /// The state in a file; `nil` where it has none, as files of models alone.
  /// - Throws: ``FlowError`` that names what is wrong or missing.
  init?(_ checkpoint: Checkpoint) throws(FlowError) {
    guard let text = checkpoint.metadata[Self.metadataKey] else { return nil }
    let facts = try Self.facts(text)
    func values(_ name: String, isFinite: Bool = true) throws(FlowError) -> [Float] {
      let tensor = try checkpoint.tensor(named: Self.prefix + name)
      if isFinite { try Checkpoint.requireFinite(tensor) }
      return tensor.values
    }
    var moments: [Adam<Float>.Moments] = []
    for (index, steps) in facts.phases.enumerated() {
      moments.append(
        Adam<Float>.Moments(
          mean: try values("phase\(index).mean"), variance: try values("phase\(index).variance"),
          steps: steps))
    }
    var selection: ModelSelection?
    if let chosen = facts.selection {
      // A point that a model calls impossible has a log p of −∞.
      selection = ModelSelection(
        chosen, best: try values("best.logDensity", isFinite: false),
        last: try values("last.logDensity", isFinite: false),
        parameters: try values("best.parameters"))
    }
    self.init(
      step: facts.step, parameters: try values("parameters"), moments: moments,
      average: try values("average"), lastGood: try values("lastGood"), selection: selection,
      round: try facts.round.map { number throws(FlowError) in
        ReflowRound(number: number, teacher: try values("reflow.parameters"))
      })
  }

  /// - Throws: ``FlowError`` where it cannot be the state of a learner that has this one now: another
  ///   number of parameters, of phases, or of validation points.
  func requireFit(_ other: LearnerState) throws(FlowError) {
    if let round, round.teacher.count != parameters.count {
      throw FlowError(
        "its state of training has \(parameters.count) parameters, and \(round.teacher.count) of the model "
          + "that makes the pairs of reflow. It is damaged, or was put together of two files")
    }
    let (mine, theirs) = (sizes, other.sizes)
    guard mine != theirs else { return }
    throw FlowError(
      "its state of training does not fit its settings: it has \(mine), and they need \(theirs). It is "
        + "damaged, or was put together of two files")
  }

  /// How many numbers there are of each kind, in words.
  private var sizes: String {
    let phases = moments.map { "\($0.mean.count) and \($0.variance.count)" }
    let validation = selection.map {
      ", \($0.parameters.count) best ones, \($0.best.logDensity.count) and "
        + "\($0.last.logDensity.count) validation points"
    }
    return "\(parameters.count), \(average.count) and \(lastGood.count) parameters, moments of "
      + "\(phases.joined(separator: "; "))\(validation ?? "")"
  }

  private static func facts(_ text: String) throws(FlowError) -> Facts {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let facts = try? decoder.decode(Facts.self, from: Data(text.utf8)),
      RepeatedName.first(in: text.utf8) == nil
    else {
      throw FlowError("its state of training cannot be read: \(text.prefix(200))")
    }
    let steps =
      [facts.step] + facts.phases + [facts.round ?? 0]
      + (facts.selection.map { [$0.bestStep, $0.lastStep, $0.nextStep] } ?? [])
    guard steps.allSatisfy((0...Model.mostSteps).contains) else {
      throw FlowError("its state of training has steps of \(steps); they are whole numbers from 0")
    }
    return facts
  }

  private static func json(_ facts: Facts) throws(FlowError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return String(decoding: try encoder.encode(facts), as: UTF8.self)
    } catch {
      throw FlowError("the state of training cannot be written as JSON: \(error)")
    }
  }
}
