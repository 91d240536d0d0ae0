import Flows

/// Settings as they are read from a command line, before a user's points are read from their file.
public struct SettingsDraft: Sendable {
  var settings: Settings
  /// The target's name, where one was given.
  var target: String?
  /// The base's name, where one was given.
  var base: String?
  var earlier: [EarlierTarget] = []
  /// Where a user's points are.
  var source = PointsSource()

  /// A user's points as a command line names them.
  public struct PointsSource: Sendable {
    /// A path, or `-` for standard input.
    var path: String?
    var columns: String?
    var scaling: Scaling?
    /// That of the points that are wanted; `nil` takes any.
    var fingerprint: String?

    /// Reads them.
    /// - Parameters:
    ///   - path: where they are.
    ///   - progress: is told now and then which share is read, from 0 to 1.
    /// - Throws: ``FlowError`` naming the file, the line and the value.
    public func points(
      at path: String, progress: (Double) -> Void = { _ in }
    ) throws(FlowError) -> OwnPoints {
      let points = try OwnPoints(
        readingFrom: path, columns: columns.map(Points.columnNames), scaling: scaling ?? .standard,
        progress: progress)
      if let fingerprint, fingerprint != points.fingerprint {
        throw FlowError(
          "--data \(path): its \(points.count) points are others than the line was made with: their "
            + "fingerprint is \(points.fingerprint), and the line has \(fingerprint). Give the file as it "
            + "was, or leave --fingerprint out to train on these points")
      }
      return points
    }
  }

  public init(_ settings: Settings = Settings()) {
    self.settings = settings
  }

  /// Settings of a run that goes on, which a command line may name once more.
  /// - Parameter named: the settings that it names; what may be given several times is given anew.
  public init(resuming saved: Settings, named: [Setting]) {
    settings = saved
    for setting in named where setting.isList { setting.clearing(&settings) }
  }

  /// Reads one setting from its text.
  /// - Throws: ``FlowError`` for a text that is no value of it.
  public mutating func read(_ text: String, as setting: Setting) throws(FlowError) {
    try setting.reading(text, &self)
  }

  /// - Throws: ``FlowError`` for options that exclude each other.
  public func checkSource() throws(FlowError) {
    if let path = source.path, let target {
      throw FlowError(
        "--data \(path) and --target \(target): the target is the one or the other; choose")
    }
    if let columns = source.columns, source.path == nil {
      throw FlowError("--columns \(columns): columns are of a file; name one with --data")
    }
    if let scaling = source.scaling, source.path == nil {
      throw FlowError(
        "--scaling \(scaling.rawValue): it is for your own points; name them with --data")
    }
    if let fingerprint = source.fingerprint, source.path == nil {
      throw FlowError(
        "--fingerprint \(fingerprint): it is of your own points; name them with --data")
    }
  }

  /// The settings that were read.
  /// - Parameters:
  ///   - family: the flow to train instead, one of several with the same settings.
  ///   - readPoints: reads a user's points from a path.
  /// - Throws: ``FlowError`` for a name or number that makes no sense, or points that cannot be read.
  public func settings(
    family: String? = nil,
    readPoints: (PointsSource, String) throws(FlowError) -> OwnPoints
  ) throws(FlowError) -> Settings {
    try checkSource()
    var settings = settings
    if let family { settings.flow = family }
    if let path = source.path {
      let points = try readPoints(source, path)
      settings.points = points
      settings.targetChoice = .named(points.name)
    } else if let target {
      settings.target = target
    }
    // Which one is usual depends on flow and target.
    if let base { settings.base = base }
    if !earlier.isEmpty {
      try settings.setEarlierTargets(earlier)
      try settings.validateChanges()
    }
    try settings.validate()
    let chosen = try LearnerKind.named(settings.flow)
    try settings.validateOptions(of: chosen)
    // Where several families are trained, those without hidden layers ignore the option.
    if family == nil { try settings.validateShape(of: chosen) }
    _ = try settings.resolvedTarget()
    _ = try Bases.named(settings.base)
    return settings
  }
}
