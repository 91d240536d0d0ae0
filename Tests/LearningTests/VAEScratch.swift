
import Foundation
import Testing

@testable import Autodiff
@testable import Flows
@testable import Learning

@Suite struct VAEScratch {
  @Test func timing() throws {
    let env = ProcessInfo.processInfo.environment
    func list(_ k: String, _ d: String) -> [Double] { (env[k] ?? d).split(separator: ",").compactMap { Double($0) } }
    for start in list("STARTS", "1") { for a in list("ANNEAL", "0,1") { for s0 in list("SIGMAS", "1,0.3") { for lr in list("RATES", "5e-3,1e-2") { for latent in list("LATENTS", "1,2") {
      var line = ""
      for t in (env["TARGETS"] ?? "moons,rings,8gaussians").split(separator: ",") { for seed in list("SEEDS", "1") {
      guard let vae = try? TrainedVAE(String(t), latent: Int(latent), hidden: list("HIDDEN", "64,64").map { Int($0) }, steps: Int(list("STEPS", "2000")[0]), rate: lr, firstSigma: s0, start: start, letsIn: a > 0, batch: 512, seed: UInt64(seed)) else { line += " DIV"; continue }
      let p = vae.points(500)
      let d = vae.evaluator.densities(at: p, of: vae.model)
      let b = vae.evaluator.bounds(at: p, of: vae.model)
      let e = vae.target.entropy ?? 0
      line += String(format: " | %@ kl %.3f elbogap %.3f s %.3f", String(t), -Mean(d.map(\.value)).value - e, Mean(d.map(\.value)).value - Mean(b.map(\.elbo)).value, vae.evaluator.sigma(of: vae.model))
      } }
      print("SCR start", start, "ann", a, "s0", s0, "lr", lr, "d", Int(latent), line)
    } } } } }
  }
}
