import Flows
import Learning

/// A setting that can be changed while flowscope runs.
enum OptionField: String, CaseIterable, Sendable {
  case flow, target, base, seed, layers
  case hidden = "hidden widths"
  case bins
  case logDet = "log-det"
  case solver
  case solverSteps = "solver steps"
  case tolerance
  case gradients
  case batch
  case learningRate = "learning rate"
  case clip = "gradient clip"
  case pool = "data pool"
  case noise = "data noise"

  /// The fields that mean something for a family.
  static func fields(of family: FlowFamily?) -> [OptionField] {
    allCases.filter { field in
      switch field {
      case .bins: family?.options.contains(.bins) ?? false
      case .logDet: family?.options.contains(.logDet) ?? false
      case .tolerance: family?.options.contains(.tolerance) ?? false
      case .solver: family?.options.contains(.solver) ?? false
      case .solverSteps: family?.options.contains(.solverSteps) ?? false
      case .gradients: family?.options.contains(.gradients) ?? false
      case .hidden: family?.defaultHidden.isEmpty == false
      default: true
      }
    }
  }

  /// Whether training goes on with the new value, or begins anew.
  var appliesAtOnce: Bool { self == .learningRate }

  /// What it is, in a line.
  var explanation: String {
    switch self {
    case .flow: "the family of the flow"
    case .target: "the distribution to learn"
    case .base: "the distribution of z that the flow starts from"
    case .seed: "of everything random: same seed, same run, bit for bit"
    case .layers: "how many layers the flow has"
    case .hidden: "widths of each conditioner's hidden layers, as in 64,64"
    case .bins: "bins of each spline"
    case .logDet: "how training computes log-determinants it may estimate"
    case .tolerance: "largest error of an iterative inverse or solver"
    case .solver: "rk4 takes fixed steps, dopri5 as long ones as the tolerance allows"
    case .solverSteps: "steps of rk4 for pictures and likelihoods; training takes half"
    case .gradients: "through the solver's steps, or by the continuous adjoint"
    case .batch: "samples in each training step"
    case .learningRate: "Adam's step size, before warm-up and decay"
    case .clip: "upper bound on the gradient's norm"
    case .noise: "standard deviation of noise on every training point; off is none"
    case .pool: "draw batches from so many fixed samples; fresh is new ones always"
    }
  }

  /// The value as text, without saying whether it is the default.
  func value(_ settings: Settings, step: Int) -> String {
    let family = settings.namedFamily
    switch self {
    case .flow: return settings.flow
    case .target: return settings.target
    case .base: return settings.base
    case .seed: return String(settings.seed)
    case .layers: return String(settings.layers ?? family?.defaultLayers ?? 0)
    case .hidden:
      return (settings.hidden ?? family?.defaultHidden ?? []).map(String.init).joined(
        separator: ",")
    case .bins: return String(settings.bins ?? 8)
    case .logDet: return settings.logDet?.rawValue ?? "default"
    case .tolerance: return settings.tolerance.map { "\($0)" } ?? "default"
    case .solver: return settings.solver?.rawValue ?? "rk4"
    case .solverSteps: return settings.solverSteps.map(String.init) ?? "default"
    case .gradients: return settings.gradients?.rawValue ?? "default"
    case .batch: return String(settings.batch)
    case .learningRate:
      return "\(settings.learningRate(atStep: step) ?? family?.defaultLearningRate ?? 0)"
    case .clip: return "\(settings.gradientBound)"
    case .noise: return settings.noise.map { "\($0)" } ?? "off"
    case .pool: return settings.pool.map { String($0) } ?? "fresh"
    }
  }

  /// The settings with this one read from text.
  /// - Throws: ``FlowError`` that says what could be written instead.
  func set(_ text: String, _ settings: Settings, step: Int) throws(FlowError) -> Settings {
    var settings = settings
    let text = text.filter { $0 != " " }
    let isDefault = text.isEmpty || text == "default"
    switch self {
    case .flow:
      let family = try FlowFamily.named(text)
      if family.name != settings.flow { settings.choose(family) }
    case .target:
      _ = try Targets.named(text)
      settings.target = text
    case .base:
      _ = try Bases.named(text)
      settings.base = text
    case .seed:
      guard let seed = UInt64(text) else { throw wrong(text, "a whole number from 0") }
      settings.seed = seed
    case .layers: settings.layers = isDefault ? nil : try whole(text)
    case .hidden: settings.hidden = isDefault ? nil : try widths(text)
    case .bins: settings.bins = isDefault ? nil : try whole(text)
    case .logDet:
      let method = LogDetMethod(rawValue: text)
      guard isDefault || method != nil else {
        throw wrong(text, try logDets(settings).joined(separator: ", "))
      }
      settings.logDet = method
    case .tolerance: settings.tolerance = isDefault ? nil : try number(text)
    case .solver:
      guard let solver = isDefault ? .rk4 : ODESolver(rawValue: text) else {
        throw wrong(text, ODESolver.allCases.map(\.rawValue).joined(separator: " or "))
      }
      settings.solver = solver == .rk4 ? nil : solver
      // What belongs to the other solver goes with it.
      if solver == .rk4 { settings.tolerance = nil }
      if solver == .dopri5 { (settings.solverSteps, settings.gradients) = (nil, nil) }
    case .solverSteps: settings.solverSteps = isDefault ? nil : try whole(text)
    case .gradients:
      let method = GradientMethod(rawValue: text)
      guard isDefault || method != nil else {
        throw wrong(text, GradientMethod.allCases.map(\.rawValue).joined(separator: " or "))
      }
      settings.gradients = method
    case .batch: settings.batch = isDefault ? Settings().batch : try whole(text)
    case .learningRate:
      let family = try settings.resolvedFamily()
      let rate = isDefault ? family.defaultLearningRate : try number(text)
      settings = settings.changed(.learningRate(rate), atStep: step)
    case .clip: settings.clip = isDefault ? nil : try number(text)
    case .noise: settings.noise = isDefault || text == "off" ? nil : try number(text)
    case .pool: settings.pool = isDefault || text == "fresh" ? nil : try whole(text)
    }
    try settings.check()
    return settings
  }

  private func logDets(_ settings: Settings) throws(FlowError) -> [String] {
    try FlowFamily.named(settings.flow).logDets.map(\.rawValue)
  }

  private func wrong(_ text: String, _ wanted: String) -> FlowError {
    FlowError("\(rawValue): '\(text)' will not do, write \(wanted)")
  }

  private func whole(_ text: String) throws(FlowError) -> Int {
    guard let value = Int(text) else { throw wrong(text, "a whole number, or nothing for default") }
    return value
  }

  private func number(_ text: String) throws(FlowError) -> Double {
    guard let value = Double(text), value.isFinite else {
      throw wrong(text, "a number as in 0.001 or 1e-3, or nothing for default")
    }
    return value
  }

  private func widths(_ text: String) throws(FlowError) -> [Int] {
    var widths: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let width = Int(part) else { throw wrong(text, "whole numbers, as in 64,64") }
      widths.append(width)
    }
    return widths
  }
}

extension OptionField {
  /// The next value up or down, as the arrows take it.
  func stepped(_ settings: Settings, by offset: Int, step: Int) throws(FlowError) -> Settings {
    let value = value(settings, step: step)
    func place(_ names: [String]) -> String {
      cycled(names, from: { $0 == value }, by: offset) ?? value
    }
    let text: String
    switch self {
    case .flow: text = place(FlowFamily.all.map(\.name))
    case .target: text = place(Targets.all.map(\.name))
    case .base: text = place(Bases.all.map(\.name))
    case .logDet: text = place(["default"] + (try logDets(settings)))
    case .solver: text = place(ODESolver.allCases.map(\.rawValue))
    case .solverSteps:
      text = String(max(1, (settings.solverSteps ?? 12) + offset))
    case .gradients: text = place(["default"] + GradientMethod.allCases.map(\.rawValue))
    case .seed:
      text = String(offset > 0 ? settings.seed &+ 1 : max(1, settings.seed) - 1)
    case .layers: text = String(max(1, (Int(value) ?? 1) + offset))
    case .bins: text = String(max(2, (Int(value) ?? 8) + offset))
    case .hidden:
      let widths = value.split(separator: ",").compactMap { Int($0) }
      text = widths.map { String(max(1, offset > 0 ? $0 * 2 : $0 / 2)) }.joined(separator: ",")
    case .batch: text = String(max(1, offset > 0 ? settings.batch * 2 : settings.batch / 2))
    case .learningRate: text = Self.rung(Double(value) ?? 1e-3, offset)
    case .tolerance: text = Self.rung(settings.tolerance ?? 1e-4, offset)
    case .clip: text = Self.rung(settings.gradientBound, offset)
    case .noise: text = settings.noise.map { Self.rung($0, offset) } ?? "0.1"
    case .pool:
      text = settings.pool.map { String(max(1, offset > 0 ? $0 * 2 : $0 / 2)) } ?? "1000"
    }
    return try set(text, settings, step: step)
  }

  /// The next number up or down on 1, 2, 5, 10, 20, …
  private static func rung(_ value: Double, _ offset: Int) -> String {
    let rungs = (-8...3).flatMap { power in
      [1, 2, 5].map { Double("\($0)e\(power)") ?? 1 }
    }
    let next =
      offset > 0
      ? rungs.first { $0 > value * 1.001 } ?? value : rungs.last { $0 < value * 0.999 } ?? value
    return "\(next)"
  }
}

extension Settings {
  /// - Throws: ``FlowError`` for settings that make no flow, or one too large to watch.
  fileprivate func check() throws(FlowError) {
    try validate()
    let family = try FlowFamily.named(flow)
    try validateOptions(of: family)
    let widths = [8] + (hidden ?? family.defaultHidden) + [8]
    let each = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let total = each * (layers ?? family.defaultLayers)
    guard total <= 4_000_000 else {
      throw FlowError(
        "about \(total.grouped) parameters are too many to watch: choose fewer or narrower layers, "
          + "up to 4,000,000")
    }
  }
}
