import Canvas

@testable import Terminal

/// What terminals send, and what it means.
enum InputBytes {
  struct Case: Sendable {
    let bytes: [UInt8]
    let meaning: [Input]

    init(_ text: String, _ meaning: [Input]) {
      self.init(Array(text.utf8), meaning)
    }

    init(_ bytes: [UInt8], _ meaning: [Input]) {
      self.bytes = bytes
      self.meaning = meaning
    }
  }

  static func key(
    _ symbol: KeyStroke.Symbol, _ modifiers: KeyStroke.Modifiers = []
  ) -> [Input] {
    [.key(KeyStroke(symbol, modifiers))]
  }

  private static func typed(_ character: Character, _ modifiers: KeyStroke.Modifiers = [])
    -> [Input]
  {
    key(.character(character), modifiers)
  }

  /// Keys, however a terminal says them.
  static let keys: [Case] = plainKeys + movingKeys + numberedKeys + codedKeys

  private static let plainKeys: [Case] = [
    Case("q", typed("q")), Case("?", typed("?")), Case(" ", typed(" ")), Case("é", typed("é")),
    Case("⣿", typed("⣿")), Case("🙂", typed("🙂")), Case("\t", key(.tab)), Case("\r", key(.enter)),
    Case("\n", key(.enter)), Case([0x7F], key(.backspace)), Case([8], key(.backspace)),
    Case([3], typed("c", .control)), Case([26], typed("z", .control)),
    Case([28], typed("\\", .control)), Case([0], typed("@", .control)),
    Case([31], typed("_", .control)),
    // Alt.
    Case("\u{1B}q", typed("q", .alt)), Case("\u{1B}é", typed("é", .alt)),
    Case("\u{1B} ", typed(" ", .alt)), Case("\u{1B}\r", key(.enter, .alt)),
    Case([0x1B, 0x7F], key(.backspace, .alt)), Case("\u{1B}(", typed("(", .alt)),
  ]

  private static let movingKeys: [Case] = [
    Case("\u{1B}[A", key(.up)), Case("\u{1B}OA", key(.up)), Case("\u{1B}[B", key(.down)),
    Case("\u{1B}OC", key(.right)), Case("\u{1B}[D", key(.left)), Case("\u{1B}[H", key(.home)),
    Case("\u{1B}OH", key(.home)), Case("\u{1B}[F", key(.end)), Case("\u{1B}OF", key(.end)),
    // xterm's modifiers, also in the old place, and kitty's kinds of event.
    Case("\u{1B}[1;2A", key(.up, .shift)), Case("\u{1B}[1;2D", key(.left, .shift)),
    Case("\u{1B}[1;5C", key(.right, .control)), Case("\u{1B}[1;3B", key(.down, .alt)),
    Case("\u{1B}[1;2H", key(.home, .shift)), Case("\u{1B}O2A", key(.up, .shift)),
    Case("\u{1B}O1;5P", key(.function(1), .control)), Case("\u{1B}[1;1:1A", key(.up)),
    Case("\u{1B}[1;2:2A", key(.up, .shift)), Case("\u{1B}[1;1:3A", []), Case("\u{1B}[1;2:3D", []),
    // Caps Lock and Num Lock.
    Case("\u{1B}[1;65A", key(.up)), Case("\u{1B}[1;129A", key(.up)),
    Case("\u{1B}[1;194A", key(.up, .shift)),
    // rxvt, and ESC before a key for Alt.
    Case("\u{1B}[a", key(.up, .shift)), Case("\u{1B}[d", key(.left, .shift)),
    Case("\u{1B}Oa", key(.up, .control)), Case("\u{1B}\u{1B}[A", key(.up, .alt)),
    Case("\u{1B}\u{1B}OD", key(.left, .alt)), Case("\u{1B}\u{1B}[5~", key(.pageUp, .alt)),
    Case("\u{1B}[Z", key(.tab, .shift)), Case("\u{1B}[1;2Z", key(.tab, .shift)),
  ]

  private static let numberedKeys: [Case] = [
    Case("\u{1B}[1~", key(.home)), Case("\u{1B}[2~", key(.insert)), Case("\u{1B}[3~", key(.delete)),
    Case("\u{1B}[4~", key(.end)), Case("\u{1B}[5~", key(.pageUp)),
    Case("\u{1B}[6~", key(.pageDown)),
    Case("\u{1B}[7~", key(.home)), Case("\u{1B}[8~", key(.end)),
    Case("\u{1B}[3;2~", key(.delete, .shift)), Case("\u{1B}[6;5~", key(.pageDown, .control)),
    Case("\u{1B}[5;1:3~", []), Case("\u{1B}[5^", key(.pageUp, .control)),
    Case("\u{1B}[7@", key(.home, [.shift, .control])),
    Case("\u{1B}OP", key(.function(1))), Case("\u{1B}OR", key(.function(3))),
    Case("\u{1B}OS", key(.function(4))), Case("\u{1B}[P", key(.function(1))),
    Case("\u{1B}[1;2Q", key(.function(2), .shift)), Case("\u{1B}[11~", key(.function(1))),
    Case("\u{1B}[13~", key(.function(3))), Case("\u{1B}[15~", key(.function(5))),
    Case("\u{1B}[17~", key(.function(6))), Case("\u{1B}[24~", key(.function(12))),
    Case("\u{1B}[34~", key(.function(20))), Case("\u{1B}[24;2~", key(.function(12), .shift)),
    // The Linux console's function keys.
    Case("\u{1B}[[A", []), Case("\u{1B}[[E", []),
  ]

  private static let codedKeys: [Case] = [
    // CSI u.
    Case("\u{1B}[113u", typed("q")), Case("\u{1B}[113;1u", typed("q")),
    Case("\u{1B}[113;1:1u", typed("q")), Case("\u{1B}[113;1:2u", typed("q")),
    Case("\u{1B}[113;1:3u", []), Case("\u{1B}[113;3u", typed("q", .alt)),
    Case("\u{1B}[113;9u", typed("q", KeyStroke.Modifiers(rawValue: 8))),
    Case("\u{1B}[113;65u", typed("q")), Case("\u{1B}[113;129u", typed("q")),
    Case("\u{1B}[99;5u", typed("c", .control)), Case("\u{1B}[99;69u", typed("c", .control)),
    Case("\u{1B}[67;5u", typed("c", .control)),
    Case("\u{1B}[99;6u", typed("c", [.control, .shift])),
    Case("\u{1B}[1089::99;5u", typed("c", .control)), Case("\u{1B}[1089::99u", typed("\u{441}")),
    Case("\u{1B}[97;2u", typed("A")), Case("\u{1B}[97:65;2u", typed("A")),
    Case("\u{1B}[47:63;2u", typed("?")), Case("\u{1B}[55:47;2u", typed("/")),
    Case("\u{1B}[97;2;65u", typed("A")), Case("\u{1B}[47;2;63u", typed("?")),
    Case("\u{1B}[97;;97u", typed("a")), Case("\u{1B}[63;2u", typed("?")),
    Case("\u{1B}[32;2u", typed(" ")),
    // Which character Shift makes of it is not said.
    Case("\u{1B}[49;2u", typed("1", .shift)), Case("\u{1B}[46;2u", typed(".", .shift)),
    Case("\u{1B}[27u", key(.escape)), Case("\u{1B}[13u", key(.enter)), Case("\u{1B}[9u", key(.tab)),
    Case("\u{1B}[9;2u", key(.tab, .shift)), Case("\u{1B}[127u", key(.backspace)),
    Case("\u{1B}[13;2u", key(.enter, .shift)), Case("\u{1B}[57399u", typed("0")),
    Case("\u{1B}[57400;129u", typed("1")), Case("\u{1B}[57413u", typed("+")),
    Case("\u{1B}[57414u", key(.enter)), Case("\u{1B}[57419u", key(.up)),
    Case("\u{1B}[57426u", key(.delete)), Case("\u{1B}[57376u", key(.function(13))),
    Case("\u{1B}[57358u", []), Case("\u{1B}[57441;2u", []), Case("\u{1B}[57428u", []),
    Case("\u{1B}[u", []), Case("\u{1B}[3u", []), Case("\u{1B}[99999999999u", []),
    // modifyOtherKeys.
    Case("\u{1B}[27;5;99~", typed("c", .control)), Case("\u{1B}[27;2;63~", typed("?")),
    Case("\u{1B}[27;2;65~", typed("A")), Case("\u{1B}[27;3;113~", typed("q", .alt)),
    Case("\u{1B}[27;5;67~", typed("c", .control)),
    Case("\u{1B}[27;6;67~", typed("c", [.control, .shift])), Case("\u{1B}[27;1;27~", key(.escape)),
    Case("\u{1B}[27;2;13~", key(.enter, .shift)), Case("\u{1B}[27;5;9~", key(.tab, .control)),
  ]

  /// The keypad in application mode, which nothing but time tells from Alt and O, and a key.
  static let keypad: [Case] = [
    Case("\u{1B}OM", key(.enter)), Case("\u{1B}Oj", typed("*")), Case("\u{1B}Ok", typed("+")),
    Case("\u{1B}Op", typed("0")), Case("\u{1B}Oy", typed("9")), Case("\u{1B}OI", key(.tab)),
    Case("\u{1B}OX", typed("=")),
  ]

  static let mice: [Case] = [
    Case("\u{1B}[<0;1;1M", mouse(0, 0, .press(.left))),
    Case("\u{1B}[<2;300;40m", mouse(299, 39, .release(.right))),
    Case("\u{1B}[<32;7;8M", mouse(6, 7, .drag(.left))), Case("\u{1B}[<35;7;8M", mouse(6, 7, .move)),
    Case("\u{1B}[<64;7;8M", mouse(6, 7, .scrollUp)),
    Case("\u{1B}[<65;7;8M", mouse(6, 7, .scrollDown)),
    Case("\u{1B}[<4;7;8M", mouse(6, 7, .press(.left))), Case("\u{1B}[<66;7;8M", []),
    Case("\u{1B}[<128;7;8M", []), Case("\u{1B}[<0;0;8M", []), Case("\u{1B}[<0;8M", []),
    // X10's, and urxvt's.
    Case("\u{1B}[M !!\u{1B}[M#!!", mouse(0, 0, .press(.left)) + mouse(0, 0, .release(.left))),
    Case("\u{1B}[M@q(", mouse(80, 7, .drag(.left))), Case("\u{1B}[M`kk", mouse(74, 74, .scrollUp)),
    Case([0x1B, 0x5B, 0x4D, 0x20, 0xF1, 0x71], mouse(208, 80, .press(.left))),
    Case("\u{1B}[32;5;6M", mouse(4, 5, .press(.left))),
    Case("\u{1B}[96;5;6M", mouse(4, 5, .scrollUp)),
  ]

  /// In pixels, of which a cell has 10 × 20: between the answer that they are counted and the answer that they
  /// are not.
  static let pixelMice: [Case] = [
    pixels("\u{1B}[<0;1;1M", [(0, 0, 0.05, 0.025, .press(.left))]),
    pixels("\u{1B}[<32;25;41M", [(2, 2, 0.45, 0.025, .drag(.left))]),
    pixels("\u{1B}[<35;3000;2000M", [(299, 99, 0.95, 0.975, .move)]),
    // Terminals that count from 0; reports that no terminal sends.
    pixels("\u{1B}[<0;0;20m", [(0, 0, 0, 0.975, .release(.left))]),
    pixels("\u{1B}[<64;15;30M", [(1, 1, 0.45, 0.475, .scrollUp)]), pixels("\u{1B}[<0;-5;20M", []),
    pixels("\u{1B}[<0;5M", []),
    // X10's reports are in cells always.
    pixels("\u{1B}[M !!", [(0, 0, 0.5, 0.5, .press(.left))]),
  ]

  private static func pixels(
    _ report: String, _ meaning: [(Int, Int, Float, Float, MouseKind)]
  ) -> Case {
    Case(
      "\u{1B}[6;20;10t\u{1B}[?1016;1$y\(report)\u{1B}[?1016;2$y",
      [.cellSize(columns: 10, rows: 20), .mode(1016, .on)]
        + meaning.map { column, row, x, y, kind in
          .mouse(PointerPlace(column: column, row: row, within: SIMD2(x, y)), kind)
        } + [.mode(1016, .off)])
  }

  private static func mouse(_ column: Int, _ row: Int, _ kind: MouseKind) -> [Input] {
    [.mouse(PointerPlace(column: column, row: row), kind)]
  }

  static let pastes: [Case] = [
    Case("\u{1B}[200~fd hello\r\u{1B}[201~", [.paste("fd hello\r")]),
    Case("\u{1B}[200~\u{1B}[201~", [.paste("")]),
    Case(
      "\u{1B}[200~\u{1B}[A\u{1B}]11;x\u{7}\u{1B}[20\u{1B}[200~é\u{1B}[201~",
      [.paste("\u{1B}[A\u{1B}]11;x\u{7}\u{1B}[20\u{1B}[200~é")]),
    // A mark that was torn by another ESC, and one that nothing opened.
    Case("\u{1B}[200~q\u{1B}\u{1B}[201~", [.paste("q\u{1B}")]), Case("\u{1B}[201~", []),
  ]

  /// What terminals answer, asked or not.
  static let answers: [Case] =
    [
      "\u{1B}]4;1;rgb:cdcd/0000/0000\u{1B}\\", "\u{1B}]10;rgb:ffff/ffff/ffff\u{7}",
      "\u{1B}]12;#ffffff\u{1B}\\", "\u{1B}]52;c;cXVpdA==\u{1B}\\", "\u{1B}]lxterm q\u{1B}\\",
      "\u{1B}]1337;ReportCellSize=q\u{7}", "\u{1B}]99;i=q:p=?;\u{1B}\\", "\u{1B}]21;q=1\u{1B}\\",
      "\u{1B}]11;rgb:zz/qq/qq\u{7}", "\u{1B}]11;rgb:1/2\u{7}", "\u{1B}]11;rgb:+1/2/3\u{7}",
      "\u{1B}[>41;379;0c", "\u{1B}[=1;2c", "\u{1B}P!|00000000\u{1B}\\", "\u{1B}[?2026$y",
      "\u{1B}[4;2$y", "\u{1B}P>|XTerm(379)\u{1B}\\", "\u{1B}P1$r1;4m\u{1B}\\",
      "\u{1B}P0$r\u{1B}\\", "\u{1B}P0+r524742\u{1B}\\", "\u{1B}P1$u1;1;1;@;@;@;q\u{1B}\\",
      "\u{1B}_Gx=1;OK\u{1B}\\", "\u{1B}_Gi=31\u{1B}\\", "\u{1B}Xq\u{7}q\u{1B}\\",
      "\u{1B}^q quit\u{1B}\\", "\u{1B}[12;40;1R", "\u{1B}[?12;40R",
      "\u{1B}[8;24;80t", "\u{1B}[4;768;1024t", "\u{1B}[6;0;8t", "\u{1B}[6;16t",
      "\u{1B}[?1016;1;1$y", "\u{1B}[?10:16;1$y", "\u{1B}[1t", "\u{1B}[3;0;0t",
      "\u{1B}[?997;1n", "\u{1B}[3n", "\u{1B}[?13n", "\u{1B}[48;24;80;768;1024t", "\u{1B}[?1u",
      "\u{1B}[?0u", "\u{1B}[>4;2m", "\u{1B}[?1;2;4S", "\u{1B}[5q", "\u{1B}[5 q", "\u{1B}[1$q",
      "\u{1B}[>q", "\u{1B}[2;1;1;112;112;1;0x", "\u{1B}[0;1;2;3&w", "\u{1B}[q",
      "\u{1B}[12;1;1;1;113u",
      "\u{1B}[>1;2A", "\u{1B}[?1A", "\u{1B}[5A", "\u{1B}[1;2;3A", "\u{1B}[=5u", "\u{1B}[<1u",
      "\u{1B}[1!A", "\u{1B}[1;999A", "\u{1B}[1;1:4A",
    ].map { Case($0, []) } + [
      Case("\u{1B}[?2026;2$y", [.mode(2026, .off)]),
      Case("\u{1B}[?1016;0$y", [.mode(1016, .unknown)]),
      Case("\u{1B}[?1004;4$y", [.mode(1004, .unknown)]), Case("\u{1B}[?25;3$y", [.mode(25, .on)]),
      Case("\u{1B}P1$r48:2::1:2:3m\u{1B}\\", [.directColors(true)]),
      Case("\u{1B}P1$r48;5;16m\u{1B}\\", [.directColors(false)]),
      Case("\u{1B}P1+r524742=38\u{1B}\\", [.directColors(true)]),
      Case("\u{1B}[12;40R", [.cursor(column: 40, row: 12)]),
      Case("\u{1B}[1;2R", [.cursor(column: 2, row: 1)]),
      Case("\u{1B}[I", [.focus(true)]), Case("\u{1B}[O", [.focus(false)]),
      Case("\u{1B}[?62;22c", [.attributes([62, 22])]), Case("\u{1B}[?6c", [.attributes([6])]),
      Case("\u{1B}[?62;4;9c", [.attributes([62, 4, 9])]),
      Case("\u{1B}_Gi=31;OK\u{1B}\\", [.graphics(31, isGranted: true)]),
      Case("\u{1B}_Gi=32,p=1;EBADF:no such object\u{1B}\\", [.graphics(32, isGranted: false)]),
      Case("\u{1B}_GOK\u{1B}\\", []), Case("\u{1B}_q\u{1B}\\", []), Case("\u{1B}_Gi=1\u{1B}\\", []),
      Case("\u{1B}[?1;0;256S", [.registers(256)]), Case("\u{1B}[?1;3;0S", []),
      Case("\u{1B}[6;18;9t", [.cellSize(columns: 9, rows: 18)]), Case("\u{1B}[6;0;9t", []),
      Case("\u{1B}[8;24;80t", []), Case("\u{1B}[0n", [.ready]), Case("\u{1B}[3n", []),
      Case("\u{1B}]11;rgb:1e1e/1e1e/1e1e\u{1B}\\", [.background(.init(0x1E1E1E))]),
      Case("\u{1B}]11;rgb:ff/80/00\u{7}", [.background(.init(0xFF8000))]),
      Case("\u{1B}]11;rgb:f/0/8\u{7}", [.background(.init(0xFF0088))]),
      Case("\u{1B}]11;rgba:ffff/0000/8080/8000\u{7}", [.background(.init(0xFF0080))]),
    ]

  /// Everything that no clock has a say in.
  static let all = keys + mice + pixelMice + pastes + answers
}

extension InputParser {
  mutating func feed(_ text: String, at now: Instant) -> [Input] {
    feed(Array(text.utf8)[...], at: now)
  }
}
