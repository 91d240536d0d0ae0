import Flows
import Foundation

extension Readings {
  /// Maps that are turned by hand, and what breaks where they fold.
  static let hand: [Reading] =
    HandKnob.allCases.map { knob in
      Reading("hand.\(knob.rawValue)", unit(knob), of: .run, sentence(knob)) {
        let hand = try given($0.hand, orBecause: "the flow is not known here")
        guard hand.knobs.contains(knob) else {
          throw NoReading("the flow has no knob '\(knob.rawValue)'")
        }
        return hand.values.value(of: knob)
      }
    } + [
      Reading(
        "probe.branches", "points", of: .branches,
        "How many z within the base's picture f takes to the probe's x; of an invertible map it is 1."
      ) { Double(try $0.required($0.branches, .branches).places.count) },
      Reading(
        "probe.density.all", "1/area", of: .branches,
        "Density at the probe's x of what arrives from every z that f takes there, Σ p_z(z)/|det dx/dz|."
      ) { try $0.required($0.branches, .branches).density },
    ]

  private static func unit(_ knob: HandKnob) -> String { knob == .turn ? "degrees" : "" }

  private static func sentence(_ knob: HandKnob) -> String {
    "Knob: " + knob.summary.replacing(", by hand", with: "") + "."
  }
}
