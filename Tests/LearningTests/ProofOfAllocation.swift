// Exit tests, which give a test a process of its own, came with Swift 6.2.
#if compiler(>=6.2)
  import CAllocationCount
  import Flows
  import Testing

  @testable import Learning

  /// A training step of any flow allocates nothing, whether or not it keeps a copy of the parameters.
  /// Only the whole process can be counted, so the counts have a process of their own.
  @Suite struct ProofOfAllocation {
    @Test func trainingStepsAllocateNothing() async {
      await #expect(processExitsWith: .success) {
        // A trainer that ends lets its threads end, which allocate a little when they do: all stay.
        var trainers: [Trainer] = []
        let couplings = FlowFamily.all.flatMap { family in
          ([nil, .optimalTransport] as [PathCoupling?]).filter {
            $0 == nil || family.options.contains(.coupling)
          }.map { (family, $0) }
        }
        for (family, coupling) in couplings {
          for threads in [1, 2] {
            var settings = Settings()
            (settings.flow, settings.coupling) = (family.name, coupling)
            settings.layers = 2
            settings.hidden = [8]
            settings.batch = 160
            let trainer = try Trainer(settings, threads: threads)
            trainers.append(trainer)
            flowscope_allocation_count_start()
            for _ in 0..<5 { try trainer.advance() }
            #expect(flowscope_allocation_count_stop() != 0, "the count counts")
            // On a busy machine the rest of the process may allocate meanwhile, which is in one count
            // or another; what steps allocate is in all.
            let counts = try (0..<3).map { _ in
              flowscope_allocation_count_start()
              for _ in 0..<100 { try trainer.advance() }
              return flowscope_allocation_count_stop()
            }
            #expect(counts.contains { $0 <= 0 }, "\(family.name) on \(threads) threads: \(counts)")
          }
        }
      }
    }

    @Test func stepsInPhasesAllocateNothing() async {
      await #expect(processExitsWith: .success) {
        let learners = try [1, 2].map { try LayersInTurns([0, 1], threads: $0) }
        for learner in learners {
          for _ in 0..<5 { try learner.advance() }
          let counts = try (0..<3).map { _ in
            flowscope_allocation_count_start()
            for _ in 0..<100 { try learner.advance() }
            return flowscope_allocation_count_stop()
          }
          #expect(counts.contains { $0 <= 0 }, "\(counts)")
        }
      }
    }
  }
#endif
