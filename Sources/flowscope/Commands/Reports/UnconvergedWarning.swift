import Learning
import Flows

/// A warning that some rows did not converge; `nil` where all did.
func unconvergedWarning(_ result: CheckedEvaluator.Result, _ what: String) -> Warning? {
  guard result.unconverged > 0 else { return nil }
  return Warning(
    "unconverged_\(what)",
    "\(result.unconverged) of \(result.points.count) \(what) did not converge; their column "
      + "'converged' is 0")
}
