import CNcurses
import Canvas

/// The pictures on the open screen, and what has to be sent so that they become those of another canvas.
///
/// Each region has an image of its own, which is replaced when it changes and taken away when it is gone. Cells
/// with text, and those that something covers, are left out of it.
struct PictureLayer {
  typealias Instant = ContinuousClock.Instant

  private struct Slot {
    var region: PictureRegion
    var shrink: Int
    /// Whether it may have been wiped off the screen since it was sent.
    var isLost = false
  }

  /// What a frame needs.
  struct Frame {
    /// To be sent after the cells, inside the frame.
    var commands: [UInt8] = []
    /// Whether there is a picture among them.
    var hasPictures = false
    /// Rows whose cells have to be written again, to wipe off what is left of pictures.
    var rows: Set<Int> = []
  }

  /// What pictures are sent for; with another one all are sent anew.
  var support: PixelSupport {
    didSet {
      let isSame =
        support.inUse == oldValue.inUse && support.raster == oldValue.raster
        && support.registers == oldValue.registers
      if !isSame { forget() }
    }
  }
  private var slots: [Slot?] = Array(repeating: nil, count: KittyGraphics.imageLimit)
  private var pace = PicturePace()
  /// Whether some picture on the screen is not the newest, or has fewer pixels than it could.
  private var isBehind = false
  private var isShrunk = false
  private var lastSent: Instant?
  /// How long pictures must have stood still until they get all their pixels.
  private static let rest = Duration.milliseconds(300)
  /// More pixels than this in all are halved in each direction while they change: at 200 × 60 a frame then takes
  /// 2.8 ms to send in place of 5.3, and drawing 88 % of a core in place of 99.
  private static let mostPixels = 500_000
  /// The least time between two sixel pictures, which cost much to make and to draw.
  private static let sixelPeriod = Duration.milliseconds(100)

  init(_ support: PixelSupport) { self.support = support }

  var isActive: Bool { support.inUse != nil }

  /// Until when pictures have to wait; `nil` for not at all.
  private func busyUntil(_ now: Instant) -> Instant? {
    if let end = pace.busyUntil(now) { return end }
    guard support.inUse == .sixel, let next = lastSent.map({ $0 + Self.sixelPeriod }), next > now
    else { return nil }
    return next
  }

  /// When there is something to send again, although nothing happened.
  func wakeTime(_ now: Instant) -> Instant? {
    if isBehind { return busyUntil(now) ?? now }
    return isShrunk ? lastSent.map { $0 + Self.rest } : nil
  }

  /// The screen was cleared, or another program wrote on it.
  mutating func forget() {
    for index in slots.indices { slots[index]?.isLost = true }
  }

  mutating func noteTaken(at now: Instant) { pace.noteTaken(at: now) }

  /// What makes the screen show these regions.
  /// - Parameter blanked: rows in which something becomes blank. Blanks may be written there as far as the end
  ///   of the row, over sixels.
  mutating func show(
    _ regions: [PictureRegion], blanked: Set<Int> = [], medium: Medium, at now: Instant
  ) -> Frame {
    var frame = Frame()
    guard isActive else { return frame }
    if support.inUse == .sixel { wipe(regions, blanked, &frame) }
    let isBusy = busyUntil(now) != nil
    let isResting = lastSent.map { now - $0 >= Self.rest } ?? true
    let cells = regions.reduce(0) { $0 + $1.rect.columns * $1.rect.rows }
    let isLarge = cells * support.raster.columns * support.raster.rows > Self.mostPixels
    let shrink = max(pace.shrink, isLarge ? 2 : 1)
    (isBehind, isShrunk) = (false, false)
    var kept: Set<Int> = []
    var new: [PictureRegion] = []
    for region in regions {
      guard let index = slots.firstIndex(where: { $0?.region.rect == region.rect }) else {
        new.append(region)
        continue
      }
      kept.insert(index)
      update(index, to: region, isBusy: isBusy, isResting: isResting, shrink, medium, &frame)
    }
    for index in slots.indices where slots[index] != nil && !kept.contains(index) {
      if support.inUse == .kitty {
        frame.commands += KittyGraphics.delete(KittyGraphics.firstImage + index)
      }
      slots[index] = nil
    }
    for (region, index) in zip(new, slots.indices.filter { slots[$0] == nil }) {
      send(region, index, shrink: shrink, medium, &frame)
    }
    if frame.hasPictures {
      pace.noteSent(at: now)
      lastSent = now
    }
    return frame
  }

  /// Sixels stay where nothing is written, so the rows are written again in which cells are no longer covered,
  /// and what these and other blanks hit is sent again.
  private mutating func wipe(
    _ regions: [PictureRegion], _ blanked: Set<Int>, _ frame: inout Frame
  ) {
    func cells(_ region: PictureRegion) -> Set<SIMD2<Int>> {
      Set(
        region.coverage.indices.filter { region.coverage[$0] }.map {
          SIMD2($0 % region.rect.columns, $0 / region.rect.columns)
            &+ SIMD2(region.rect.column, region.rect.row)
        })
    }
    let changed = slots.compactMap { $0?.region }.filter { !regions.contains($0) }
    let hasNewShape = changed.contains { old in
      !regions.contains { $0.rect == old.rect && $0.coverage == old.coverage }
    }
    if hasNewShape {
      let now = regions.reduce(into: Set()) { $0.formUnion(cells($1)) }
      for old in changed { frame.rows.formUnion(cells(old).subtracting(now).map(\.y)) }
    }
    let hit = frame.rows.union(blanked)
    for index in slots.indices {
      guard let rect = slots[index]?.region.rect else { continue }
      if hit.contains(where: { $0 >= rect.row && $0 < rect.endRow }) { slots[index]?.isLost = true }
    }
  }

  private mutating func update(
    _ index: Int, to region: PictureRegion, isBusy: Bool, isResting: Bool, _ shrink: Int,
    _ medium: Medium, _ frame: inout Frame
  ) {
    guard let slot = slots[index] else { return }
    if slot.region == region, !slot.isLost {
      guard slot.shrink > 1 else { return }
      // It stands still: now it gets all its pixels.
      if isResting && !isBusy {
        send(region, index, shrink: 1, medium, &frame)
      } else {
        isShrunk = true
      }
    } else if isBusy, !slot.isLost, slot.region.coverage == region.coverage {
      isBehind = true
    } else {
      send(region, index, shrink: shrink, medium, &frame)
    }
  }

  private mutating func send(
    _ region: PictureRegion, _ index: Int, shrink wanted: Int, _ medium: Medium,
    _ frame: inout Frame
  ) {
    // Sixels have the terminal's own pixels.
    let shrink = support.inUse == .kitty ? wanted : 1
    let size = support.raster
    let raster = PictureRaster(
      region, cellColumns: max(1, size.columns / shrink), cellRows: max(2, size.rows / shrink),
      backdrop: medium.backdrop, depth: medium.colors, hasHoles: true)
    switch support.inUse {
    case .kitty:
      frame.commands += KittyGraphics.show(
        raster, image: KittyGraphics.firstImage + index, in: region.rect,
        usesMemory: support.hasMemory == true)
    case .sixel:
      frame.commands += SixelGraphics.show(
        raster, in: region.rect, backdrop: medium.backdrop,
        registers: support.registers ?? SixelGraphics.wantedRegisters)
    case nil: return
    }
    frame.hasPictures = true
    slots[index] = Slot(region: region, shrink: shrink)
    if shrink > 1 { isShrunk = true }
  }

  /// Takes all pictures off the screen.
  mutating func clear() -> [UInt8] {
    defer { slots = slots.map { _ in nil } }
    switch support.inUse {
    case .kitty:
      return slots.indices.filter { slots[$0] != nil }
        .flatMap { KittyGraphics.delete(KittyGraphics.firstImage + $0) }
    case .sixel: return SixelGraphics.reset
    case nil: return []
    }
  }
}
