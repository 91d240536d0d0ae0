import Flows
import Learning
import Proofs

// A flow of one's own: registered, trained on two moons, and put to every proof. It ends with status 1
// where something does not hold.

try FlowFamily.register(
  FlowFamily(
    name: "sinh-arcsinh", title: "Sinh-arcsinh",
    summary: "each layer turns the plane and bends both axes", reference: "Jones & Pewsey 2009",
    layers: 16, learningRate: 2e-2
  ) { builder in
    builder.repeated { _, layer in SinhArcsinh(&layer) }
  })

var settings = Settings()
settings.flow = "sinh-arcsinh"
let trainer = try Trainer(settings)
let untrained = trainer.measureHeldOut(count: 5000)
for _ in 0..<1000 { try trainer.advance() }
let trained = trainer.measureHeldOut(count: 5000)
print("sinh-arcsinh on moons, \(trainer.step) steps")
print("NLL \(untrained.nll) before, \(trained.nll) after; KL \(trained.kl ?? .nan) nats")

let findings = try Proofs.findings(of: "sinh-arcsinh")
for finding in findings {
  print(finding.holds ? "✓" : "✗", finding.proof, "(\(finding.state)):", finding.sentence)
}
let failures = findings.filter { !$0.holds }
print(
  "\(findings.count) findings of \(Set(findings.map(\.proof)).count) proofs, \(failures.count) do not hold"
)
if !failures.isEmpty { throw FlowError("\(failures.count) findings do not hold") }
