import Foundation

/// A folder and a name in it: where a file is, or is to be.
struct FileLocation: Hashable {
  /// `.` for the current folder, `/` for the root.
  let folder: String
  /// Empty for a path that ends in a slash.
  let name: String

  init(folder: String, name: String) { (self.folder, self.name) = (folder, name) }

  init(_ path: String) {
    guard let slash = path.lastIndex(of: "/") else {
      self.init(folder: ".", name: path)
      return
    }
    let folder = path[..<slash]
    self.init(
      folder: folder.isEmpty ? "/" : String(folder), name: String(path[path.index(after: slash)...])
    )
  }

  var path: String {
    switch folder {
    case ".": name
    case "/": "/" + name
    default: folder + "/" + name
    }
  }

  /// The path itself; if it is a symbolic link, the path it leads to; and so on along the chain. The last
  /// one is no link, unless the chain is longer than the system follows.
  static func links(from path: String) -> [String] {
    var paths = [path]
    while paths.count < 40, let last = paths.last,
      let status = try? FileStatus(last, followingLinks: false), status.kind == .link,
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: last)
    {
      let folder = FileLocation(last).folder
      paths.append(
        target.hasPrefix("/") ? target : FileLocation(folder: folder, name: target).path)
    }
    return paths
  }
}
