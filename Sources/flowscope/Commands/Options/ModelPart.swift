import ArgumentParser

/// One of `count` equal parts of a list of models: every `count`th, beginning at `index`.
struct ModelPart: ExpressibleByArgument {
  var index: Int
  var count: Int

  init(index: Int, count: Int) { (self.index, self.count) = (index, count) }

  init?(argument: String) {
    let parts = argument.split(separator: "/").compactMap { Int($0) }
    guard parts.count == 2, parts[1] >= 1, (1...parts[1]).contains(parts[0]) else { return nil }
    self.init(index: parts[0] - 1, count: parts[1])
  }

  var defaultValueDescription: String { "\(index + 1)/\(count)" }
}
