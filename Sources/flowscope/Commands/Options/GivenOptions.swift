import ArgumentParser

/// The values of a command's options of one type that were given, in the order of their declarations.
///
/// Options that are rows of a table need not be named once more to be read.
func givenOptions<Given>(of command: some ParsableArguments) -> [Given] {
  Mirror(reflecting: command).children.flatMap { child -> [Given] in
    switch child.value {
    case let option as Option<Given?>: return option.wrappedValue.map { [$0] } ?? []
    case let option as Option<[Given]>: return option.wrappedValue
    default: return []
    }
  }
}
