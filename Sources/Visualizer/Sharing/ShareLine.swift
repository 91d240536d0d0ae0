import Canvas
import Learning

// One command line that brings a state back: what is trained, how far, and how it is looked at.

extension State {
  /// `flowscope` with the arguments that reproduce this state exactly, ready for a shell.
  public var shareLine: String {
    (["flowscope"] + arguments).map(shellQuoted).joined(separator: " ")
  }

  /// The arguments that reproduce this state exactly; what is at its default is left out.
  public var arguments: [String] {
    // A step that is shown in its parts begins where it began.
    let start = slow?.anatomy.before.step ?? step
    let parts = slow.map { ["--part", String($0.number)] } ?? []
    return settings.arguments + ["--step", String(start), "--paused"] + parts + viewArguments
  }

  /// The switches of the view that are not as they start.
  private var viewArguments: [String] {
    let fresh = State(settings: settings, medium: medium)
    var arguments: [String] = []
    if speed != fresh.speed { arguments += ["--speed", speed.name] }
    if colorMap != fresh.colorMap { arguments += ["--colormap", colorMap.rawValue] }
    if probe != fresh.probe { arguments.append("--probe=\(probe.name)") }
    func names(_ layers: Set<PictureLayer>) -> String {
      PictureLayer.allCases.filter(layers.contains).map(\.rawValue).joined(separator: ",")
    }
    if layers != fresh.layers {
      // Both, since what is shown at first depends on the terminal.
      if !layers.isEmpty { arguments += ["--show", names(layers)] }
      let hidden = Set(PictureLayer.allCases).subtracting(layers)
      if !hidden.isEmpty { arguments += ["--hide", names(hidden)] }
    }
    if picture != fresh.picture { arguments += ["--picture", picture.rawValue] }
    if gridWay != fresh.gridWay { arguments += ["--grid", gridWay.rawValue] }
    if focus != fresh.focus { arguments += ["--focus", focus.rawValue] }
    if let lossCursor { arguments += ["--cursor", String(lossCursor)] }
    if zoomed { arguments.append("--zoom") }
    if view != fresh.view { arguments += ["--view", view.rawValue] }
    for view in Views.all
    where Views.all.first(where: { view.sharesSettings(with: $0) })?.name == view.name {
      arguments += view.settingsArguments(self, on: shown)
    }
    return arguments + shown.arguments(of: self)
  }
}

extension Settings {
  /// The command line's options for these settings; what is at its default is left out, except for
  /// the flow, the target and the seed.
  public var arguments: [String] {
    let fresh = Settings()
    var arguments = ["--flow", flow]
    if let points, points.name == target {
      arguments += ["--data", points.path ?? "-"]
      if let columns = points.wantedColumns {
        arguments += ["--columns", Points.columnsText(columns)]
      }
      if let scaling = points.scaling { arguments += ["--scaling", scaling.rawValue] }
    } else {
      arguments += ["--target", target]
    }
    if let earlierTargets {
      let list = earlierTargets.map { "\($0.until):\($0.text)" }.joined(separator: ",")
      arguments += ["--earlier-targets", list]
    }
    if base != fresh.base { arguments += ["--base", base] }
    arguments += ["--seed", String(seed)]
    if let layers { arguments += ["--layers", String(layers)] }
    if let hidden { arguments += ["--hidden", hidden.map(String.init).joined(separator: ",")] }
    if let bins { arguments += ["--bins", String(bins)] }
    if let logDet { arguments += ["--log-det", logDet.rawValue] }
    if let tolerance { arguments += ["--tolerance", String(tolerance)] }
    if let solver { arguments += ["--solver", solver.rawValue] }
    if let solverSteps { arguments += ["--solver-steps", String(solverSteps)] }
    if let gradients { arguments += ["--gradients", gradients.rawValue] }
    if batch != fresh.batch { arguments += ["--batch", String(batch)] }
    if let learningRate { arguments += ["--lr", String(learningRate)] }
    for change in learningRateChanges ?? [] {
      arguments += ["--lr-change", "\(change.step):\(change.rate)"]
    }
    if let clip { arguments += ["--clip", String(clip)] }
    if let pool { arguments += ["--pool", String(pool)] }
    if let noise { arguments += ["--noise", "\(noise)"] }
    if let smoothing { arguments += ["--smoothing", "\(smoothing)"] }
    if let keep { arguments += ["--keep", keep.rawValue] }
    return arguments
  }
}

extension Probe {
  /// How the command line writes it: `0.5,-1.25`, and `z:0.5,-1.25` in base space.
  public var name: String { (space == .base ? "z:" : "") + "\(point.x),\(point.y)" }

  /// - Parameter name: as ``name`` has it, with an optional `x:` for data space.
  public init?(_ name: String) {
    let space: Space = name.hasPrefix("z:") ? .base : .data
    let numbers = name.drop { !"-+.0123456789".contains($0) }.split(separator: ",").map {
      Double($0)
    }
    guard name.hasPrefix("z:") || name.hasPrefix("x:") || name.first?.isLetter == false,
      numbers.count == 2, let x = numbers[0], let y = numbers[1], x.isFinite, y.isFinite
    else { return nil }
    self.init(space: space, point: SIMD2(x, y))
  }
}

extension Speed {
  /// How the command line writes it.
  public var name: String {
    switch self {
    case .slowMotion: "slow-motion"
    case .perSecond(let count): "\(count)/s"
    case .perFrame(let count): "x\(count)"
    case .flatOut: "flat-out"
    }
  }

  /// The rung of that name, see ``name``.
  public init?(name: String) {
    guard let rung = Speed.ladder.first(where: { $0.name == name }) else { return nil }
    self = rung
  }
}

/// A word as a POSIX shell takes it back.
private func shellQuoted(_ word: String) -> String {
  let isPlain = word.unicodeScalars.allSatisfy {
    $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_=+,./:@%".unicodeScalars.contains($0))
  }
  if isPlain, !word.isEmpty { return word }
  return "'" + word.replacing("'", with: "'\\''") + "'"
}
