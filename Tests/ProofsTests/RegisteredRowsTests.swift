// Exit tests, which give a test a process of its own, came with Swift 6.2. What is registered stays for
// as long as a process lives, so it must not be that of the other tests.
#if compiler(>=6.2)
  import Autodiff
  import Flows
  import Learning
  import Testing

  @testable import Proofs

  /// A map with faults that the proofs must find.
  private struct Faulty: Bijection {
    enum Fault: String, CaseIterable { case none, logDet, inverse, terms, hidden }

    let fault: Fault
    let scale: Parameter
    let name = "faulty"
    let jacobian = JacobianStructure.diagonal

    init(_ fault: Fault, _ builder: inout LayerBuilder) {
      self.fault = fault
      scale = builder.layout.add("scale", shape: [2], [0.4, -0.3])
    }

    func inverse(_ x: Value) -> Mapped {
      let factor = scale(x.graph)
      // NaN at a parameter that is not a number would not show.
      let point = fault == .hidden ? x * factor.maximum(0).exp : x * factor.exp
      return Mapped(point, logDet: factor.featureSum * (fault == .logDet ? -1 : 1))
    }

    func forward(_ z: Value) -> Mapped {
      let factor = scale(z.graph)
      let point = z * (-factor).exp + (fault == .inverse ? 1e-3 : 0)
      return Mapped(point, logDet: -factor.featureSum * (fault == .terms ? 0.5 : 1))
    }
  }

  private func family(_ fault: Faulty.Fault) -> FlowFamily {
    FlowFamily(
      name: "faulty-\(fault)", title: "Faulty", summary: "a map with a fault", reference: "none",
      layers: 2, learningRate: 1e-2
    ) { builder in builder.repeated { _, layer in Faulty(fault, &layer) } }
  }

  private struct Spot: Target {
    let name = "spot"
    let summary = "one narrow Gaussian"
    let entropy: Double? = nil
    let extent = 1.0
    func sample(using random: inout RandomStream) -> SIMD2<Float> {
      SIMD2(Float(random.normal()), Float(random.normal())) * 0.1
    }
    func logDensity(_ x: SIMD2<Double>) -> Double? { nil }
  }

  private struct Wide: BaseDistribution {
    let extent = 12.0
    func logDensity(_ z: Value) -> Value { -0.125 * z.squared.featureSum - 3.2241714 }
    func sample(using random: inout RandomStream, parameters: [Float]) -> SIMD2<Float> {
      SIMD2(Float(random.normal()), Float(random.normal())) * 2
    }
  }

  @Suite struct RegisteredRowsTests {
    @Test func registeredRowsAreFoundTrainedAndProved() async {
      await #expect(processExitsWith: .success) {
        try FlowFamily.register(family(.none))
        try Targets.register(Spot())
        try Bases.register(
          Base(name: "wide", summary: "a wide normal", notation: "N(0, 4I)") { _ in Wide() })
        #expect(FlowFamily.all.last?.name == "faulty-none" && Targets.all.last?.name == "spot")
        #expect(Bases.all.last?.name == "wide" && ProofSubject.names.contains("faulty-none"))
        #expect(throws: FlowError.self) { try FlowFamily.register(family(.none)) }
        #expect(throws: FlowError.self) { try Targets.register(Spot()) }

        var settings = Settings()
        (settings.flow, settings.target, settings.base) = ("faulty-none", "spot", "wide")
        settings.batch = 64
        let trainer = try Trainer(settings, threads: 1)
        let before = trainer.measureHeldOut(count: 500).nll
        for _ in 0..<300 { try trainer.advance() }
        #expect(trainer.measureHeldOut(count: 500).nll < before - 1)
        let subject = try ProofSubject(random: settings)
        for proof in Proofs.all {
          for finding in try proof.findings(of: subject) {
            #expect(finding.holds, "\(finding.proof): \(finding.sentence)")
          }
        }
      }
    }

    /// A proof that no fault can fail would prove nothing.
    @Test func eachFaultIsFoundByTheProofsThatAreForIt() async {
      await #expect(processExitsWith: .success) {
        let expected: [(Faulty.Fault, Set<String>)] = [
          (.none, []),
          (.logDet, ["logdet-differences", "logdet-jacobian", "round-trip", "mass", "ledger"]),
          (.inverse, ["round-trip", "single-precision", "samples"]),
          (.terms, ["logdet-differences", "logdet-jacobian", "round-trip"]),
          (.hidden, ["round-trip", "logdet-differences", "logdet-jacobian"]),
        ]
        for (fault, proofs) in expected {
          let row = family(fault)
          try FlowFamily.register(row)
          let subject = try ProofSubject(random: row.small)
          var failed: Set<String> = []
          for proof in Proofs.all {
            for finding in try proof.findings(of: subject) where !finding.holds {
              failed.insert(finding.proof)
            }
          }
          #expect(failed.isSuperset(of: proofs), "\(fault): \(failed.sorted())")
          #expect(fault != .none || failed.isEmpty, "\(failed.sorted())")
        }
      }
    }
  }
#endif
