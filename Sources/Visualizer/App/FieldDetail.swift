import Canvas

/// How finely fields are evaluated on a medium that has pixels: as finely as the time allows while something
/// moves, and finer by and by when it stands still.
///
/// Every sample is an evaluation, and the picture shows how many there are: nothing is interpolated. Media of
/// glyphs, and pictures without a clock, are not affected.
struct FieldDetail {
  /// Samples that a cell has across.
  private(set) var samples = 4
  /// Whether the picture that stands still gets finer.
  private(set) var isRefining = false
  /// What the last frame took whose fields were evaluated, at as many samples as then.
  private var cost: (seconds: Double, samples: Int)?
  private var slow = 0
  private var quick = 0

  private static let least = 2
  /// Seconds that a frame may take while something moves, those that the coarsest but one may take, and the
  /// time in which a finer one would still keep to that.
  private static let (most, patientMost, little) = (0.022, 0.045, 0.018)
  /// Seconds that a picture that stands still may take once, and each time that a key changes it.
  private static let (patience, keyPatience) = (1.0, 0.15)

  /// The medium to draw the next frame for.
  /// - Parameter isMoving: whether the frame after it will show something else.
  mutating func medium(_ medium: Medium, isMoving: Bool) -> Medium {
    guard medium.scale != nil else { return medium }
    var medium = medium
    let most = medium.samples
    samples = min(samples, most)
    if isMoving {
      isRefining = false
    } else if isRefining, let next = finer(most) {
      samples = next
    }
    medium.fieldSamples = samples
    return medium
  }

  /// Something was asked for that may change the picture: where that takes long, it is coarse first.
  mutating func restart() {
    guard let cost, cost.seconds > Self.keyPatience, samples > 2 * Self.least else { return }
    samples = 2 * Self.least
    isRefining = false
  }

  /// Notes how long a frame took.
  /// - Parameter most: samples that the medium can show.
  mutating func note(seconds: Double, isMoving: Bool, most: Int) {
    guard isMoving else {
      // Later frames of the same picture remember its fields.
      if cost?.samples != samples { cost = (seconds, samples) }
      isRefining = finer(most) != nil
      return
    }
    cost = (seconds, samples)
    slow = seconds > (samples > 2 * Self.least ? Self.most : Self.patientMost) ? slow + 1 : 0
    quick = seconds * growth(to: min(2 * samples, most)) < Self.little ? quick + 1 : 0
    if slow >= 3, samples > Self.least {
      (samples, slow) = (max(samples / 2, Self.least), 0)
    } else if quick >= 12, samples < most {
      (samples, quick) = (min(2 * samples, most), 0)
    }
  }

  /// The next finer step that a picture that stands still may take.
  private func finer(_ most: Int) -> Int? {
    guard samples < most, let cost, cost.samples == samples else { return nil }
    let next = min(2 * samples, most)
    return cost.seconds * growth(to: next) < Self.patience ? next : nil
  }

  private func growth(to next: Int) -> Double {
    Double(next * next) / Double(samples * samples)
  }
}
