// Exit tests, which give a test a process of its own, came with Swift 6.2. What is registered stays for
// as long as a process lives, so it must not be that of the other tests.
#if compiler(>=6.2)
  import Flows
  import Testing

  @testable import Visualizer

  /// A view that a program adds at start-up.
  private enum BlankView: View {
    static let name: ViewName = "blank"
    static let title = "blank"
    static let noun = "the blank view"
    static let summary = "nothing at all"
    static let keys = [ViewKey(.adjust(1), "more of nothing")]
    static func scene(
      _ subject: ViewSubject, remembering memory: inout NoViewMemory
    ) -> (any ViewScene)? { nil }
  }

  /// Takes the name of a view that is there.
  private enum SecondField: View {
    static let name = FieldView.name
    static let title = "another field"
    static let noun = "another field"
    static let summary = "nothing at all"
    static func scene(
      _ subject: ViewSubject, remembering memory: inout NoViewMemory
    ) -> (any ViewScene)? { nil }
  }

  @Suite struct RegisteredViewTests {
    @Test func aRegisteredViewIsFoundAndATakenNameRefused() async {
      await #expect(processExitsWith: .success) {
        try Views.register(BlankView.self)
        #expect(ViewName.allCases.last == BlankView.name)
        #expect(Views.named(BlankView.name).summary == "nothing at all")
        #expect(Views.places(of: .adjust(1))?.contains("the blank view") == true)
        #expect(CommandPalette.commands.contains { $0.title.hasPrefix("view blank") })
        #expect(throws: FlowError.self) { try Views.register(BlankView.self) }
        #expect(throws: FlowError.self) { try Views.register(SecondField.self) }
        #expect(Views.all.count(where: { $0.name == FieldView.name }) == 1)
      }
    }
  }
#endif
