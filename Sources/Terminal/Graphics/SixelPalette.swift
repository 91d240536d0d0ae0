import Canvas

/// The colours of a picture, as sixels count them, and which of them each pixel has.
struct SixelPalette {
  /// Red, green and blue from 0 to 100.
  private(set) var colors: [SIMD3<UInt8>]
  /// The index of each pixel's colour, row-major from the top.
  private(set) var registers: [UInt8]

  /// - Parameter registers: the most colours there may be, from 2 to 256.
  init(of image: PixelImage, registers: Int) {
    if let exact = SixelPalette(exactly: image, registers: registers) {
      self = exact
    } else {
      self.init(similar: image, registers: registers)
    }
  }

  /// Keeps every colour; `nil` where there are too many.
  private init?(exactly image: PixelImage, registers limit: Int) {
    colors = []
    registers = [UInt8](repeating: 0, count: image.pixels.count)
    // Open addressing: one more than the register, 0 in a free slot.
    var slots = [UInt16](repeating: 0, count: 1024)
    var (last, register) = (RGB?.none, UInt8(0))
    for (place, pixel) in image.pixels.enumerated() {
      if pixel != last {
        last = pixel
        let color = Self.hundredths(pixel)
        let key = UInt32(color.x) << 14 | UInt32(color.y) << 7 | UInt32(color.z)
        var slot = Int((key &* 0x9E37_79B1) >> 22)
        while slots[slot] != 0, colors[Int(slots[slot]) - 1] != color { slot = (slot + 1) & 1023 }
        if slots[slot] == 0 {
          guard colors.count < limit else { return nil }
          colors.append(color)
          slots[slot] = UInt16(colors.count)
        }
        register = UInt8(slots[slot] - 1)
      }
      registers[place] = register
    }
  }

  /// Makes similar colours one: the colours that occur, in steps of 4 of 255, are cut into as many boxes as
  /// there may be registers, always the box with the largest error, at its mean, across the channel that
  /// varies most. A box's colour is the mean of its pixels.
  private init(similar image: PixelImage, registers limit: Int) {
    var counts = [UInt32](repeating: 0, count: 1 << 18)
    for pixel in image.pixels { counts[Self.shade(pixel)] += 1 }
    var boxes = ColorBoxes(counts)
    while boxes.count < limit, boxes.cutWorst() {}
    let table = boxes.table
    registers = [UInt8](repeating: 0, count: image.pixels.count)
    var sums = [SIMD4<Int>](repeating: .zero, count: boxes.count)
    for (place, pixel) in image.pixels.enumerated() {
      let register = table[Self.shade(pixel)]
      registers[place] = register
      sums[Int(register)] &+= SIMD4(Int(pixel.red), Int(pixel.green), Int(pixel.blue), 1)
    }
    colors = sums.map { sum in
      let count = max(sum.w, 1)
      func mean(_ total: Int) -> UInt8 { UInt8((total * 200 + 255 * count) / (510 * count)) }
      return SIMD3(mean(sum.x), mean(sum.y), mean(sum.z))
    }
  }

  private static let hundredth: [UInt8] = (0...255).map { UInt8(($0 * 200 + 255) / 510) }

  private static func hundredths(_ color: RGB) -> SIMD3<UInt8> {
    SIMD3(hundredth[Int(color.red)], hundredth[Int(color.green)], hundredth[Int(color.blue)])
  }

  /// The upper six bits of each channel.
  private static func shade(_ color: RGB) -> Int {
    Int(color.red >> 2) << 12 | Int(color.green >> 2) << 6 | Int(color.blue >> 2)
  }
}

/// The shades of a picture, cut into boxes.
private struct ColorBoxes {
  private struct Shade {
    /// Six bits a channel.
    var levels: SIMD3<Int32>
    var count: Int
  }

  private struct Box {
    var shades: Range<Int>
    /// The squared error along the channel that varies most, weighted by how well it is seen.
    var error: Double
    var channel: Int
    /// The largest level in the lower part when the box is cut.
    var cut: Int32
  }

  private var shades: [Shade] = []
  private var boxes: [Box] = []
  var count: Int { boxes.count }

  /// - Parameter counts: how many pixels have a shade, by its 18 bits; not all zero.
  init(_ counts: [UInt32]) {
    for (shade, count) in counts.enumerated() where count > 0 {
      let levels = SIMD3(Int32(shade >> 12), Int32(shade >> 6 & 63), Int32(shade & 63))
      shades.append(Shade(levels: levels, count: Int(count)))
    }
    boxes = [box(shades.indices)]
  }

  /// Cuts the box with the largest error in two.
  /// - Returns: false where no box has two shades.
  mutating func cutWorst() -> Bool {
    var worst = 0
    for index in boxes.indices where boxes[index].error > boxes[worst].error { worst = index }
    let old = boxes[worst]
    guard old.error > 0 else { return false }
    // Brings the lower part to the front.
    var middle = old.shades.lowerBound
    for index in old.shades where shades[index].levels[old.channel] <= old.cut {
      shades.swapAt(index, middle)
      middle += 1
    }
    boxes[worst] = box(old.shades.lowerBound..<middle)
    boxes.append(box(middle..<old.shades.upperBound))
    return true
  }

  /// The box of every shade, by its 18 bits.
  var table: [UInt8] {
    var table = [UInt8](repeating: 0, count: 1 << 18)
    for (index, box) in boxes.enumerated() {
      for shade in shades[box.shades] {
        let levels = shade.levels
        table[Int(levels.x) << 12 | Int(levels.y) << 6 | Int(levels.z)] = UInt8(index)
      }
    }
    return table
  }

  private func box(_ range: Range<Int>) -> Box {
    var (count, sum, squares) = (0, SIMD3<Int>.zero, SIMD3<Int>.zero)
    for shade in shades[range] {
      let levels = SIMD3<Int>(truncatingIfNeeded: shade.levels)
      count &+= shade.count
      sum &+= levels &* shade.count
      squares &+= levels &* levels &* shade.count
    }
    let mean = SIMD3<Double>(sum) / Double(max(count, 1))
    let errors = (SIMD3<Double>(squares) - mean * SIMD3<Double>(sum)) * SIMD3(3, 6, 2)
    let channel = (0..<3).max { errors[$0] < errors[$1] } ?? 0
    // A single shade has no error, whatever rounding says.
    return Box(
      shades: range, error: range.count > 1 ? errors[channel] : 0, channel: channel,
      cut: Int32(mean[channel]))
  }
}
