/// What `flowscope bench` can measure.
enum BenchSubject: String, CaseIterable {
  case train, density, sample, frame, startup, threads, growth, watch

  /// What `flowscope bench` measures when no subject is named.
  static let usual: [BenchSubject] = [.train, .density, .sample, .frame, .startup, .threads]
}
