import Canvas

/// What a view shows: evaluated numbers, and how they are drawn.
protocol ViewScene: Sendable {
  func draw(_ state: State, in body: Rect, on canvas: inout Canvas)
  /// What it says in words, with its own numbers.
  func caption(_ state: State) -> Caption
}

/// What the screen says of what it shows, in one line below it: a sentence with numbers of this frame.
struct Caption: Hashable, Sendable {
  /// The sentence, from its longest form to its shortest.
  var forms: [String]

  init(_ forms: String...) { self.forms = forms }
  init(forms: [String]) { self.forms = forms }

  /// The longest form that fits in so many cells. Where none does, the shortest as far as its last whole
  /// word; `nil` where not even that has room.
  func text(room: Int) -> String? {
    if let form = forms.first(where: { $0.count <= room }) { return form }
    guard let shortest = forms.last else { return nil }
    let start = shortest.prefix(max(0, room - 1))
    return start.lastIndex(of: " ").map { start[..<$0] + " …" }
  }
}
