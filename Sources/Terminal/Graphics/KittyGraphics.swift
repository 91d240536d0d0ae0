import CNcurses
import CZlib
import Canvas
import Foundation

/// The commands of kitty's graphics protocol, as far as they are needed.
enum KittyGraphics {
  /// The numbers of our images. Other programs share the terminal's, so they do not begin at 1.
  static let firstImage = 0x6653_0000
  static let imageLimit = 24

  /// Asks whether the terminal knows the protocol, and whether it can read this machine's shared memory.
  static var questions: [UInt8] {
    var text = command("i=\(PixelSupport.kittyQuestion),s=1,v=1,a=q,t=d,f=24", Data("AAAA".utf8))
    if let name = sharedName(of: [UInt32(0)]) {
      text += command("i=\(PixelSupport.memoryQuestion),s=1,v=1,a=q,t=s,f=32,S=4", name)
    }
    return text
  }

  /// Sends a picture and shows it over some cells, scaled to them, in the place of the one that had the same
  /// number.
  ///
  /// Behind the text (z below 0) it would hide the cells' backgrounds, and kitty 0.26 without a graphics
  /// processor would leave old text on the screen.
  ///
  /// - Parameter usesMemory: whether the terminal takes pictures from shared memory.
  static func show(_ raster: PictureRaster, image: Int, in rect: Rect, usesMemory: Bool) -> [UInt8]
  {
    let keys =
      "a=T,f=32,s=\(raster.columns),v=\(raster.rows),i=\(image),p=1,c=\(rect.columns),"
      + "r=\(rect.rows),z=1,C=1,q=2"
    // ncurses believes that the cursor stays where it left it.
    var text = Array("\u{1B}7\u{1B}[\(rect.row + 1);\(rect.column + 1)H".utf8)
    if usesMemory, let name = sharedName(of: raster.pixels) {
      text += command("\(keys),t=s,S=\(4 * raster.pixels.count)", name)
    } else {
      text += direct(keys, raster.pixels)
    }
    return text + Array("\u{1B}8".utf8)
  }

  /// Takes an image off the screen and forgets it.
  static func delete(_ image: Int) -> [UInt8] { command("a=d,d=I,i=\(image),q=2", Data()) }

  /// Takes everything away, even if a command was cut off in the middle.
  static let deleteAll: [UInt8] =
    Array("\u{1B}\\".utf8) + command("m=0,q=2", Data())
    + (0..<imageLimit).flatMap { delete(firstImage + $0) }

  /// Packed, in pieces of the size that every terminal takes.
  private static func direct(_ keys: String, _ pixels: [UInt32]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: cz_pack_bound(4 * pixels.count))
    let count = cz_pack_fast(pixels, 4 * pixels.count, &packed, packed.count)
    let text = Data(packed[..<count]).base64EncodedData()
    var commands: [UInt8] = []
    commands.reserveCapacity(text.count + text.count / 100 + 100)
    for start in stride(from: 0, to: text.count, by: 4096) {
      let end = min(start + 4096, text.count)
      let more = "m=\(end < text.count ? 1 : 0)"
      commands += command(
        start == 0 ? "\(keys),o=z,\(more)" : "\(more),q=2", text[start..<end])
    }
    return commands
  }

  /// The pixels in new shared memory; its name, as the protocol has it.
  private static func sharedName(of pixels: [UInt32]) -> Data? {
    var name = [UInt8](repeating: 0, count: 64)
    let length = Int(cn_shared_write(pixels, 4 * pixels.count, &name, Int32(name.count)))
    return length > 0 ? Data(name[..<length]).base64EncodedData() : nil
  }

  private static func command(_ keys: String, _ payload: Data) -> [UInt8] {
    var text = Array("\u{1B}_G\(keys)".utf8)
    if !payload.isEmpty {
      text.append(UInt8(ascii: ";"))
      text += payload
    }
    return text + Array("\u{1B}\\".utf8)
  }
}
