import Flows

/// A setting that only some rivals have, by its name on the command line.
public enum RivalOption: String, CaseIterable, Hashable, Sendable {
  /// Normal numbers that a sample is made of.
  case latent
  /// Points that a discriminator sees at once.
  case packing
  /// Weight of the penalty on a discriminator's slope at data.
  case r1
  /// Updates of a discriminator for each of the generator.
  case discriminatorSteps = "discriminator-steps"
  /// The standard deviation of a decoder's noise.
  case sigma
}

/// The settings that only some networks of rivals have; `nil` is their default.
package struct RivalOptions: Hashable, Sendable {
  /// Normal numbers that a sample is made of.
  package var latent: Int?
  /// Points that a discriminator sees at once.
  package var packing: Int?
  /// Weight of the penalty on a discriminator's slope at data.
  package var r1: Double?
  /// Updates of a discriminator for each of the generator.
  package var discriminatorSteps: Int?
  /// The standard deviation of a decoder's noise, where it is fixed.
  package var sigma: Double?

  package init() {}
}

/// A setting that only some learners have.
public enum LearnerOption: Hashable, Sendable {
  case flow(FlowOption)
  case rival(RivalOption)

  /// Its name on the command line.
  public var name: String {
    switch self {
    case .flow(let option): option.rawValue
    case .rival(let option): option.rawValue
    }
  }
}
