/// What a key can make the application do.
public enum Action: Hashable, Sendable {
  case toggleRunning, step, stepBack, faster, slower, restart, reseed
  /// Offsets around the lists of flows, targets and bases.
  case cycleFlow(Int), cycleTarget(Int), cycleBase(Int)
  /// A flow by its place in the registry, from 1.
  case chooseFlow(Int)
  /// Toggles a layer of the pictures.
  case toggle(PictureLayer)
  /// Base space's grid pushed forward, data space's pulled back, none.
  case cycleGrid
  /// What fills the pictures of the spaces.
  case cyclePicture
  case cycleColorMap
  /// Moves the probe by so many small steps.
  case moveProbe(dx: Int, dy: Int)
  case cycleFocus(Int)
  case zoom, help, back, quit
  /// Shows and copies the command line that brings this state back.
  case share
  /// Looks at another moment of the run; goes on from the one on screen.
  case travel(Travel), resume
  /// Shows each training step in its parts, or no longer.
  case slowMotion
  case beginRace
  case race(RaceAction)
  case paint(PaintAction)
  case lesson(LessonAction)
  /// Opens the list of everything one can do; opens the form of the settings.
  case commands, options
  /// Something chosen by its name.
  case choose(Choice)
  /// Scrolls the help by lines.
  case scroll(Int)
  case cycleView(Int)
  /// Moves the probe to the point of the other space that the flow takes it to.
  case swapProbe
  /// Turns a map that is turned by hand.
  case hand(HandAction)
  /// What a key of the views means in the one on screen.
  case view(ViewAction)
}
