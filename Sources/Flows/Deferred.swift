import Synchronization

/// A value that is made when it is first asked for, on whatever thread. Where several threads ask at once, the
/// value of one of them is kept.
///
/// The tables of all targets, made at the start, took a third of the time in which the program prints its version.
final class Deferred<Value: Sendable>: Sendable {
  private final class Made: Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }

  private let made = AtomicLazyReference<Made>()
  private let make: @Sendable () -> Value

  init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  var value: Value { (made.load() ?? made.storeIfNil(Made(make()))).value }
}
