/// What keys mean at the moment.
public enum Mode: Hashable, Sendable {
  case watch, race, paint
}

extension State {
  /// What keys mean at the moment.
  public var mode: Mode { race != nil ? .race : painting != nil ? .paint : .watch }
}
