import Canvas
import Learning

/// Everything that can happen to the application.
public enum Event: Sendable {
  case key(Key)
  /// Text was pasted. A field takes it as typed; elsewhere it does nothing.
  case paste(String)
  /// The screen now has this many cells.
  case resize(columns: Int, rows: Int)
  /// The mouse was pressed on a cell, and where in it.
  case click(column: Int, row: Int, within: SIMD2<Float> = PointerPlace.middle)
  /// The mouse moved to a cell with its button held, and where in it.
  case drag(column: Int, row: Int, within: SIMD2<Float> = PointerPlace.middle)
  /// The mouse moved to a cell with no button held, and where in it.
  case hover(column: Int, row: Int, within: SIMD2<Float> = PointerPlace.middle)
  /// The mouse button was let go over a cell.
  case release(column: Int, row: Int)
  /// The wheel was turned over a cell, by so many notches away from the user.
  case scroll(Int, column: Int, row: Int)
  /// The executable has a message for the user, such as that a file was written.
  case notice(String)
  /// The race's thread published.
  case raceSnapshot(RaceSnapshot)
  /// The training thread published.
  case snapshot(TrainingSnapshot)
  /// So many seconds have passed while something moved; see ``App/isAnimating``.
  case tick(seconds: Double)
  /// The terminal's abilities were detected anew, or overridden.
  case medium(Medium)
  /// What ``Effect/measure(_:for:)`` asked for was measured, or the reason why it cannot be is among the
  /// measurements.
  case measured(Measurements, for: MeasuringPurpose)
  /// What the lesson asked to be measured and checked was. ``App`` sees to it after every event.
  case observed(LessonObservation)
}

/// What a measurement of the model on screen is made for.
public enum MeasuringPurpose: Hashable, Sendable {
  /// The probe goes to its other space, where its partner is.
  case swapProbe(Probe)
}

/// How a lesson's run begins.
public struct LessonStart: Hashable, Sendable {
  public var settings: Settings
  public var speed: Speed
  public var running: Bool
  public var beginning: State.Beginning
}

/// What the outside world must do after an update.
public enum Effect: Hashable, Sendable {
  /// Hand this to the training thread.
  case train(TrainingLoop.Command)
  /// Hand this to the race's thread. The first such command starts that thread.
  case race(RaceLoop.Command)
  /// End the race's thread.
  case endRace
  /// Write a file in the current folder under this name, or one like it that is free, and say so.
  case write(name: String, text: String)
  /// Put this text on the terminal's clipboard.
  case copy(String)
  /// Measure this of the model on screen, at the probe where it is of a point. ``App`` does it by
  /// itself, and brings it as ``Event/measured(_:for:)``.
  case measure(ReadingSource, for: MeasuringPurpose)
  /// A run of its own begins for a lesson, on a new training thread, while the one of before waits.
  /// Commands for training are for it from now on.
  case beginLesson(LessonStart)
  /// Ends that training thread; the one from before has the commands again.
  case endLesson
  /// Keep these of a lesson, for the next start.
  case keep([LessonRecord])
  /// Leave the program.
  case quit
}
