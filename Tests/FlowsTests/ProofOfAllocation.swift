// Exit tests, which give a test a process of its own, came with Swift 6.2.
#if compiler(>=6.2)
  import CAllocationCount
  import Testing

  @testable import Flows

  /// A training step allocates nothing. Only the whole process can be counted, so each count has a
  /// process of its own.
  @Suite struct ProofOfAllocation {
    @Test func trainingStepsAllocateNothing() async {
      await #expect(processExitsWith: .success) {
        for threads in [1, 2] {
          var settings = Settings()
          settings.hidden = [16, 16]
          let trainer = try Trainer(settings, threads: threads)
          flowscope_allocation_count_start()
          for _ in 0..<10 { try trainer.advance() }
          #expect(flowscope_allocation_count_stop() != 0, "the count counts")
          flowscope_allocation_count_start()
          for _ in 0..<200 { try trainer.advance() }
          #expect(flowscope_allocation_count_stop() <= 0, "\(threads) threads")
        }
      }
    }
  }
#endif
