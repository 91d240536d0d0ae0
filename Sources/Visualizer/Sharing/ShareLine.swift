import Canvas
import Learning

// One command line that brings a state back: what is trained, how far, and how it is looked at.

extension State {
  /// `flowscope` with the arguments that reproduce this state exactly, ready for a shell.
  public var shareLine: String {
    (["flowscope"] + arguments).map(\.shellQuoted).joined(separator: " ")
  }

  /// The arguments that reproduce this state exactly; what is at its default is left out. See
  /// ``init(arguments:columns:rows:medium:)``.
  public var arguments: [String] {
    let fresh = State(settings: settings, medium: medium)
    let shown = shown
    let views = Views.all.filter { view in
      // Views that share their settings write them once.
      Views.all.first { view.sharesSettings(with: $0) }?.name == view.name
    }
    return settings.arguments + StateOption.all.flatMap { $0.arguments(self, fresh) }
      + views.flatMap { $0.settingsArguments(self, on: shown) } + shown.arguments(of: self)
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
