import CNcurses

/// Ends the terminal's wait for input from any thread: there is something new to draw.
public struct Waker: Sendable {
  init() {}

  /// Makes a waiting, or else the next, ``Terminal/nextEvent(timeout:)`` return. Never blocks; many wakes
  /// before the terminal looks count as one. Harmless after the terminal was closed.
  public func wake() { cn_wake() }
}
