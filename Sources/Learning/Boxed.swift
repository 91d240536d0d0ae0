/// A property that its owner holds by reference and copies only when it changes: a value to whoever reads it.
///
/// The compiler writes out how a struct is copied, assigned and destroyed, field by field, wherever one holds another.
/// A large struct within many is much of a module's machine code, and of the time to compile it; in a box it is one
/// reference.
@propertyWrapper public struct Boxed<Value> {
  private final class Box {
    var value: Value
    init(_ value: Value) { self.value = value }
  }
  private var box: Box

  public init(wrappedValue: Value) { box = Box(wrappedValue) }

  public var wrappedValue: Value {
    get { box.value }
    set {
      if isKnownUniquelyReferenced(&box) { box.value = newValue } else { box = Box(newValue) }
    }
  }
}

extension Boxed: Equatable where Value: Equatable {
  public static func == (one: Self, other: Self) -> Bool {
    one.box === other.box || one.box.value == other.box.value
  }
}

extension Boxed: Hashable where Value: Hashable {
  public func hash(into hasher: inout Hasher) { hasher.combine(box.value) }
}

// A box that two values share is never changed.
extension Boxed: @unchecked Sendable where Value: Sendable {}
