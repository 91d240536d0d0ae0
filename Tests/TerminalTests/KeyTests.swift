import CNcurses
import Testing

@testable import Terminal

@Suite struct KeyTests {
  @Test func charactersBecomeKeys() {
    let expected: [(UInt32, Key)] = [
      (9, .tab), (10, .enter), (13, .enter), (27, .escape), (8, .backspace), (127, .backspace),
      (1, .control("a")), (26, .control("z")), (0, .control("@")), (31, .control("_")),
      (97, .character("a")), (0xE9, .character("é")), (0x28FF, .character("⣿")),
    ]
    for (value, key) in expected { #expect(Key(character: value) == key) }
  }

  @Test func codesBecomeKeys() {
    #expect(Key(code: Int(CN_KEY_PAGE_UP)) == .pageUp)
    #expect(Key(code: Int(CN_KEY_BACK_TAB)) == .backTab)
    #expect(Key(code: 999) == nil)
  }

  @Test func mouseCodesCarryTheirButton() {
    #expect(MouseKind(code: Int(CN_MOUSE_PRESS), button: 3) == .press(.right))
    #expect(MouseKind(code: Int(CN_MOUSE_DRAG), button: 1) == .drag(.left))
    #expect(MouseKind(code: Int(CN_MOUSE_MOVE), button: 0) == .move)
    #expect(MouseKind(code: 999, button: 0) == nil)
  }

  @Test func signalsHaveTheStatusThatShellsShow() {
    #expect(InputEvent.exitStatus(of: 15) == 143)
  }
}
