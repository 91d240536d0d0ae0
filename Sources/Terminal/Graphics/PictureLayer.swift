import CNcurses
import Canvas

/// The pictures on the open screen, and what has to be sent so that they become those of another canvas.
///
/// Each region has an image of its own, which is replaced when it changes and deleted when it is gone. What
/// a terminal shows of an image changes only with a picture that is sent: so the cells that something
/// covers are transparent in it.
struct PictureLayer {
  typealias Instant = ContinuousClock.Instant

  private struct Slot {
    var region: PictureRegion
    var shrink: Int
    /// Whether the screen was cleared since it was sent.
    var isLost = false
  }

  /// What a frame needs.
  struct Frame {
    /// To be sent after the cells, inside the frame.
    var commands: [UInt8] = []
    /// Whether there is a picture among them.
    var hasPictures = false
  }

  /// What pictures are sent for; with another one all are sent anew.
  var support: PixelSupport {
    didSet { if support.inUse != oldValue.inUse || support.raster != oldValue.raster { forget() } }
  }
  private var slots: [Slot?] = Array(repeating: nil, count: KittyGraphics.imageLimit)
  private var pace = PicturePace()
  /// Whether some picture on the screen is not the newest, or has fewer pixels than it could.
  private var isBehind = false
  private var isShrunk = false
  private var lastSent: Instant?
  /// How long pictures must have stood still until they get all their pixels.
  private static let rest = Duration.milliseconds(300)

  init(_ support: PixelSupport) { self.support = support }

  var isActive: Bool { support.inUse != nil }

  /// When there is something to send again, although nothing happened.
  func wakeTime(_ now: Instant) -> Instant? {
    if isBehind { return pace.busyUntil(now) ?? now }
    return isShrunk ? lastSent.map { $0 + Self.rest } : nil
  }

  /// The screen was cleared, or another program wrote on it.
  mutating func forget() {
    for index in slots.indices { slots[index]?.isLost = true }
  }

  mutating func noteTaken(at now: Instant) { pace.noteTaken(at: now) }

  /// What makes the screen show these regions.
  mutating func show(
    _ regions: [PictureRegion], medium: Medium, at now: Instant
  ) -> Frame {
    var frame = Frame()
    guard isActive else { return frame }
    let isBusy = pace.busyUntil(now) != nil
    let isResting = lastSent.map { now - $0 >= Self.rest } ?? true
    (isBehind, isShrunk) = (false, false)
    var free = slots.indices.filter { slots[$0] == nil }
    var kept: Set<Int> = []
    var new: [PictureRegion] = []
    for region in regions {
      guard let index = slots.firstIndex(where: { $0?.region.rect == region.rect }) else {
        new.append(region)
        continue
      }
      kept.insert(index)
      update(
        index, to: region, isBusy: isBusy, isResting: isResting, medium: medium, &frame)
    }
    for index in slots.indices where slots[index] != nil && !kept.contains(index) {
      frame.commands += KittyGraphics.delete(KittyGraphics.firstImage + index)
      slots[index] = nil
      free.append(index)
    }
    for (region, index) in zip(new, free) {
      send(region, index, shrink: pace.shrink, medium, &frame)
    }
    if frame.hasPictures {
      pace.noteSent(at: now)
      lastSent = now
    }
    return frame
  }

  private mutating func update(
    _ index: Int, to region: PictureRegion, isBusy: Bool, isResting: Bool, medium: Medium,
    _ frame: inout Frame
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
      send(region, index, shrink: pace.shrink, medium, &frame)
    }
  }

  private mutating func send(
    _ region: PictureRegion, _ index: Int, shrink: Int, _ medium: Medium, _ frame: inout Frame
  ) {
    let size = support.raster
    let raster = PictureRaster(
      region, cellColumns: max(1, size.columns / shrink), cellRows: max(2, size.rows / shrink),
      backdrop: medium.backdrop, depth: medium.colors, hasHoles: true)
    frame.commands += KittyGraphics.show(
      raster, image: KittyGraphics.firstImage + index, in: region.rect,
      usesMemory: support.hasMemory == true)
    frame.hasPictures = true
    slots[index] = Slot(region: region, shrink: shrink)
    if shrink > 1 { isShrunk = true }
  }

  /// Takes all pictures off the screen.
  mutating func clear() -> [UInt8] {
    guard isActive else { return [] }
    defer { slots = slots.map { _ in nil } }
    return slots.indices.filter { slots[$0] != nil }
      .flatMap { KittyGraphics.delete(KittyGraphics.firstImage + $0) }
  }
}
