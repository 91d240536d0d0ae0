import Flows

// The rows of the target: its name or the file of a user's points, and what changes during a run.

extension Setting {
  public static let target: Setting = Setting(
    name: "target", title: "target", help: "the distribution to learn"
  ) {
    $0.ownPoints == nil ? [$0.target] : []
  } reading: { text, draft throws(FlowError) in
    draft.target = text
  } clearing: {
    $0.targetChoice = Settings().targetChoice
  }.with {
    let key = SettingKey(stringValue: "target")
    $0.commandWords.after = "; 'flowscope list' names them"
    $0.usual = Settings().target
    $0.defaultWord = nil
    $0.steps = .choices { $0.targets.map(\.name) }
    $0.showing = { settings, _ in settings.target }
    $0.choosing = { text, settings, _ throws(FlowError) in settings.target = text ?? "" }
    $0.checking = { settings throws(FlowError) in
      if settings.points?.name != settings.target { _ = try settings.targetChoice.resolved() }
    }
    $0.coding = Coding(key: key) { settings, container throws in
      try container.encode(settings.target, forKey: key)
    } read: { settings, container throws in
      settings.target = try container.decode(String.self, forKey: key)
    }
  }

  public static let data: Setting = Setting(
    name: "data", title: "data",
    help:
      "your own points as the target: a file of columns (CSV or other text, .npy, packed by gzip "
      + "or not); - is standard input"
  ) {
    $0.ownPoints.map { [$0.path ?? "-"] } ?? []
  } reading: { text, draft throws(FlowError) in
    draft.source.path = text
  } clearing: {
    $0.points = nil
  }.with {
    let key = SettingKey(stringValue: "points")
    $0.scope = .ownPoints
    $0.checking = { settings throws(FlowError) in try settings.points?.validate() }
    $0.coding = Coding(key: key) { settings, container throws in
      try container.encodeIfPresent(settings.points, forKey: key)
    } read: { settings, container throws in
      settings.points = try container.decodeIfPresent(OwnPoints.self, forKey: key)
    }
  }

  public static let columns: Setting = Setting(
    name: "columns", title: "columns",
    help: "the two columns to take, by name or by number from 1"
  ) {
    $0.ownPoints?.wantedColumns.map { [Points.columnsText($0)] } ?? []
  } reading: { text, draft throws(FlowError) in
    draft.source.columns = text
  } clearing: { _ in
    // The points were read from them.
  }.with {
    $0.scope = .ownPoints
    $0.isNumber = true
    $0.usual = "x1,x2 or x,y, or the only two of numbers"
  }

  public static let scaling: Setting = Setting(
    name: "scaling", title: "scaling",
    help: "scale your own points by mean and deviation, or robustly, which outliers do not change"
  ) {
    $0.ownPoints?.scaling.map { [$0.rawValue] } ?? []
  } reading: { text, draft throws(FlowError) in
    let value = SettingValue<Scaling>.oneOf
    guard let scaling = try value.read(text) else {
      throw FlowError("scaling: '\(text)' will not do, write \(value.wanted)")
    }
    draft.source.scaling = scaling
  } clearing: { _ in
    // The points are scaled already.
  }.with {
    $0.scope = .ownPoints
    $0.range = SettingValue<Scaling>.oneOf.range
    $0.usual = Scaling.standard.rawValue
  }

  public static let fingerprint: Setting = Setting(
    name: "fingerprint", title: "fingerprint",
    help:
      "refuse a file whose points are others than those of this fingerprint, as a shared line has it"
  ) {
    $0.ownPoints.map { [$0.fingerprint] } ?? []
  } reading: { text, draft throws(FlowError) in
    let text = text.lowercased()
    guard text.utf8.count == 16, text.allSatisfy(\.isHexDigit) else {
      throw FlowError(
        "fingerprint: '\(text)' will not do, write 16 hexadecimal digits, as the line has them")
    }
    draft.source.fingerprint = text
  } clearing: { _ in
    // The points are what they are.
  }.with {
    $0.scope = .ownPoints
  }

  public static let earlierTargets: Setting = Setting(
    name: "earlier-targets", title: "earlier targets",
    help: "targets that came before it, each with its last step, as in 300:rings,400:moons; for a "
      + "painting that grew, how many dots it had, as in 420:7"
  ) {
    let earlier = $0.earlierTargets
    return earlier.isEmpty ? [] : [earlier.map(\.written).joined(separator: ",")]
  } reading: { text, draft throws(FlowError) in
    for part in text.split(separator: ",") { draft.earlier.append(try EarlierTarget(part)) }
  } clearing: {
    $0 = $0.onPresentTargetAlone
  }.with {
    let key = SettingKey(stringValue: "earlierTargets")
    $0.unit = "steps"
    $0.isList = true
    $0.scope = .history
    $0.coding = Coding(key: key) { settings, container throws in
      let earlier = settings.earlierTargets
      try container.encodeIfPresent(earlier.isEmpty ? nil : earlier, forKey: key)
    } read: { settings, container throws in
      let earlier = try container.decodeIfPresent([EarlierTarget].self, forKey: key)
      try settings.setEarlierTargets(earlier ?? [])
    }
  }

  public static let rateChanges: Setting = Setting(
    name: "lr-change", title: "learning rate from a step on",
    help: "another step size from some step on, as in 500:1e-4; may be given several times"
  ) { settings in
    settings.changes.compactMap { change in change.rate.map { "\(change.step):\($0)" } }
  } reading: { text, draft throws(FlowError) in
    let parts = text.split(separator: ":")
    guard parts.count == 2, let step = Int(parts[0]), let rate = Double(parts[1]) else {
      throw FlowError("'\(text)' is no change: write a step and a step size, as in 500:1e-4")
    }
    let before = draft.settings.changes.first { $0.rate != nil && $0.step == step }
    guard before == nil else {
      throw FlowError("'\(text)': step \(step) has a learning rate already; give it one")
    }
    draft.settings.add(RunChange(step: step, .learningRate(rate)))
  } clearing: {
    $0.changes.removeAll { $0.rate != nil }
  }.with {
    let key = SettingKey(stringValue: "learningRateChanges")
    $0.unit = "steps"
    $0.isList = true
    $0.scope = .history
    $0.belongsToFamily = true
    $0.checking = { settings throws(FlowError) in
      for change in settings.changes {
        guard let rate = change.rate else { continue }
        guard rate > 0, rate <= 10, change.step >= 0 else {
          throw FlowError(
            "learning rate \(rate) from step \(change.step) on: choose a number above 0 and up to "
              + "10, and a step from 0")
        }
      }
    }
    $0.coding = Coding(key: key) { settings, container throws in
      let changes = settings.changes.compactMap { change in
        change.rate.map { RateChange(step: change.step, rate: $0) }
      }
      try container.encodeIfPresent(changes.isEmpty ? nil : changes, forKey: key)
    } read: { settings, container throws in
      for change in try container.decodeIfPresent([RateChange].self, forKey: key) ?? [] {
        settings.add(RunChange(step: change.step, .learningRate(change.rate)))
      }
    }
  }

  /// A change of the step size as the model file has it.
  private struct RateChange: Codable {
    var step: Int
    var rate: Double
  }
}

extension Cells {
  /// The cells of the settings. Where they say how points are spread and not how wide a cell is, it has
  /// the usual width.
  /// - Returns: `nil` where the data stay as they are.
  public init?(_ settings: Settings) {
    guard settings.cells != nil || settings.dequantize != nil else { return nil }
    self.init(
      width: settings.cells ?? Self.usualWidth, dequantization: settings.dequantize ?? .uniform)
  }
}

// The rows of data on a grid.

extension Setting {
  public static let cells: Setting = Setting(
    "cells", "round training points to square cells of this width, as data on a grid are", \.cells,
    .number("a number from 0.01 to 10", or: ", or leave it out") { $0 >= 0.01 && $0 <= 10 }
  ).with {
    $0.title = "data cells"
    $0.formNote = "; off is none"
    $0.isNumber = true
    $0.scope = .data
    $0.usual = "none"
    $0.defaultWord = "off"
    $0.steps = .rungs(first: "0.5")
    $0.choosing = { text, settings, _ throws(FlowError) in
      guard let text else {
        (settings.cells, settings.dequantize) = (nil, nil)
        return
      }
      try Setting.cells.set(text, &settings)
    }
  }

  public static let dequantize: Setting = Setting(
    "dequantize",
    "the noise that spreads a point over its cell, without 'cells' one of \(Cells.usualWidth)",
    \.dequantize, .oneOf
  ).with {
    $0.scope = .data
    $0.usual = "uniform"
    $0.steps = .choices { _ in ["default"] + Dequantization.allCases.map(\.rawValue) }
  }
}
