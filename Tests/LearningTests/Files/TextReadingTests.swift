import Testing

@testable import Learning

/// Texts of separated columns: what programs write is read, and every fault is named with its line.
@Suite struct TextReadingTests {
  private static let plain: [ReadingCase] = [
    .init("1,2\n-3.5,4e-1\n", [(1, 2), (-3.5, 0.4)]),
    .init("1,2", [(1, 2)]),
    .init("x,y\n1,2\n-3.5,0.4", [(1, 2), (-3.5, 0.4)], ["x", "y"]),
    .init("1 , 2\n -3.5,\t0.4\n", [(1, 2), (-3.5, 0.4)]),
    .init("  1  2\n -3.5 \t 0.4  \n", [(1, 2), (-3.5, 0.4)]),
    .init("\"1\",\"2\"\n\"-3.5\",\"0.4\"\n", [(1, 2), (-3.5, 0.4)]),
    .init("a|b\n1|2\n", [(1, 2)], ["a", "b"]),
    .init("sep=;\r\na;b\r\n1;2\r\n", [(1, 2)], ["a", "b"]),
    .init("\"sep=|\"\na|b\n1|2\n", [(1, 2)], ["a", "b"]),
  ]

  private static let delimitersInNames: [ReadingCase] = [
    .init("Length, cm\tWidth, cm\n1\t1\n2\t3\n", [(1, 1), (2, 3)], ["Length, cm", "Width, cm"]),
    .init("\"Length, cm\",\"a;b\"\n1,1\n", [(1, 1)], ["Length, cm", "a;b"]),
    .init("a b;c, d\n1;2\n", [(1, 2)], ["a b", "c, d"]),
    .init("\"say \"\"x\"\"\",\"two\nlines\"\n1,2\n", [(1, 2)], ["say \"x\"", "two lines"]),
    .init(
      "Length cm  Width cm\n1   1\n2  3\n", [(1, 1), (2, 3)], warnings: ["header_ignored"]),
  ]

  private static let headers: [ReadingCase] = [
    // R: row names have no name.
    .init("\"x\" \"y\"\n\"1\" 3.6 79\n\"2\" 1.8 54\n", [(3.6, 79), (1.8, 54)], ["x", "y"]),
    .init("\"mpg\"\t\"wt\"\n\"Mazda RX4\"\t21\t2.6\n", [(21, 2.6)], ["mpg", "wt"]),
    .init("u v\n1 3.6 79\n2 1.8 54\n", asked: "2,1", [(79, 3.6), (54, 1.8)], ["v", "u"]),
    .init("\"\",\"a\",\"b\"\n\"1\",3.6,79\n\"2\",1.8,54\n", [(3.6, 79), (1.8, 54)], ["a", "b"]),
    // pandas: an index without a name, filtered or not, and numbers for names.
    .init(",a,b\n3,3.6,79\n7,1.8,54\n", [(3.6, 79), (1.8, 54)], ["a", "b"]),
    .init("Unnamed: 0,a,b\n0,3.6,79\n1,1.8,54\n", [(3.6, 79), (1.8, 54)], ["a", "b"]),
    .init(",0,1\n0,5.5,4\n1,6.5,3\n", [(5.5, 4), (6.5, 3)], ["0", "1"]),
    .init(
      "0,1\n500017.2,4612374.9\n500018.2,46.5\n", [(500017.2, 4612374.9), (500018.2, 46.5)],
      ["0", "1"], warnings: ["numbers_in_header"]),
    .init(
      "0,1\n500,4612374\n501,461\n", [(500, 4_612_374), (501, 461)], ["0", "1"],
      warnings: ["numbers_in_header"]),
    .init(
      "0,1\n1,0\n1,1\n", [(0, 1), (1, 0), (1, 1)], warnings: ["numbers_in_header"]),
    .init("0.0,1\n500.5,4.5\n", [(0, 1), (500.5, 4.5)]),
    .init("\t0\t1\n0\t1.5\t2\n1\t2.5\t3\n", [(1.5, 2), (2.5, 3)], ["0", "1"]),
    // A line of units, a title, a name in a comment.
    .init(
      "length,wait\ncm,min\n1,2\n", [(1, 2)], ["length", "wait"], warnings: ["lines_passed_over"]),
    .init(
      "LabVIEW\t\nVersion\t2\n***\nX\tUntitled\n1.5\t2\n3.5\t4\n", [(1.5, 2), (3.5, 4)],
      ["X", "Untitled"], warnings: ["lines_passed_over"]),
    .init("5%,95%\n1,2\n3,4\n", [(1, 2), (3, 4)], ["5%", "95%"]),
    .init("[Na+],[K+]\n1,2\n", [(1, 2)], ["[Na+]", "[K+]"]),
    .init("MATLAB time,Python time\n1,2\n", [(1, 2)], ["MATLAB time", "Python time"]),
    .init(
      "Old Faithful\na,b\n1,2\n3,4\n", [(1, 2), (3, 4)], ["a", "b"],
      warnings: ["lines_passed_over"]),
    .init("Old Faithful,\na,b\n1,2\n", [(1, 2)], ["a", "b"], warnings: ["lines_passed_over"]),
    .init("# a b\n1 2\n3 4\n", [(1, 2), (3, 4)], ["a", "b"]),
    .init("#a,b\n1,2\n", [(1, 2)], ["a", "b"]),
    .init(
      "a,b\n1,2\n#3,4\n# on Tuesday\n5,6\n", [(1, 2), (5, 6)], ["a", "b"], warnings: ["comments"]),
    .init("a b\n1 2 # noted\n# more to come\n5 6\n", [(1, 2), (5, 6)], ["a", "b"]),
    .init("a,b\r\n1,2\r\n\u{1A}", [(1, 2)], ["a", "b"]),
    .init("\"a\u{1B}[2J\",\"b\nc\"\n1,2\n", [(1, 2)], ["a [2J", "b c"]),
    .init("% written by hand\n# on Monday\n1,2\n", [(1, 2)]),
    .init("| a | b |\n|---|---|\n| 1 | 2 |\n", asked: "a,b", [(1, 2)], ["a", "b"]),
    // Ditto marks in another column.
    .init(
      "a\tb\tname\n1\t2\tAnn\n3\t4\t\"\n5\t6\t\"\n7\t8\tBob\n", asked: "a,b",
      [(1, 2), (3, 4), (5, 6), (7, 8)], ["a", "b"]),
    // Delimiters at the end of lines.
    .init("a,b,\n1,2,\n3,4,\n", [(1, 2), (3, 4)], ["a", "b"]),
    .init("a,b\n1,2,\n3,4,\n", [(1, 2), (3, 4)], ["a", "b"]),
    .init("1;2;\n3;4;\n", [(1, 2), (3, 4)]),
    .init("a,b\n1,2\n3,4,,\n", [(1, 2), (3, 4)], ["a", "b"]),
  ]

  /// Numbers for names.
  private static let numberedHeaders: [ReadingCase] = [
    .init(
      "2019,2020\n1.5,2.5\n3.5,4.5\n0.5,1.0\n", [(1.5, 2.5), (3.5, 4.5), (0.5, 1)],
      ["2019", "2020"], warnings: ["numbers_in_header"]),
    .init(
      "2019,2020\n1.5,2.5\n", asked: "2019,2020", [(1.5, 2.5)], ["2019", "2020"]),
    .init("\"2019\",\"2020\"\n1.5,2.5\n", [(1.5, 2.5)], ["2019", "2020"]),
    .init(",2019,2020\n0,1.5,2.5\n1,3,4\n", [(1.5, 2.5), (3, 4)], ["2019", "2020"]),
    .init(
      "\"2019\" \"2020\"\n\"a\" 1.5 2.5\n\"b\" 3 4\n", [(1.5, 2.5), (3, 4)], ["2019", "2020"]),
    .init(
      "city 2019 2020\nA 1.5 2.5\nB 3 4\nC 5 6\n", [(1.5, 2.5), (3, 4), (5, 6)],
      ["2019", "2020"], warnings: ["numbers_in_header", "columns_chosen"]),
    .init(
      "name,0,1\na,1.5,2.5\nb,3,4\n", [(1.5, 2.5), (3, 4)], ["0", "1"],
      warnings: ["numbers_in_header", "columns_chosen"]),
    // First points that are no names.
    .init("5,7\n5.1,7.2\n5.3,7.1\n4.9,7.7\n", [(5, 7), (5.1, 7.2), (5.3, 7.1), (4.9, 7.7)]),
    .init(
      "1,5\n1000,1010\n2000,2010\n3000,3010\n", [(1, 5), (1000, 1010), (2000, 2010), (3000, 3010)]),
    .init("-999,-999\n1,2\n1.5,2.5\n2,3\n", [(-999, -999), (1, 2), (1.5, 2.5), (2, 3)]),
  ]

  private static let missing: [ReadingCase] =
    [
      "", "NA", "N/A", "n/a", "NaN", "nan", "-nan", "null", "NULL", "None", "-", "—", ".", "?",
      "#N/A", "#DIV/0!", "<NA>", "\"\"", "\"NA\"", " NA ", "\\N", "inf", "-Inf", "∞", "1e999",
      "-1e400", "1.#QNAN", "n.a.", "n/d",
    ].flatMap { word in
      [
        ReadingCase("a,b\n1,2\n\(word),3\n4,5\n", [(1, 2), (4, 5)], ["a", "b"], skipped: 1),
        ReadingCase("a;b\n1;2\n3;\(word)\n4;5\n", [(1, 2), (4, 5)], ["a", "b"], skipped: 1),
      ]
    }

  private static let empty: [ReadingCase] = [
    .init("a,b\n1,2\n,\n3,4\n", [(1, 2), (3, 4)], ["a", "b"], skipped: 1),
    .init("a,b\n1,2\n\n3,4\n", [(1, 2), (3, 4)], ["a", "b"], skipped: 1),
    .init("\n\na,b\n\n1,2\n\n\n", [(1, 2)], ["a", "b"]),
    .init("a,b,c\nNA,1,u\n2,3,v\nNA,NA,w\n", asked: "a,b", [(2, 3)], ["a", "b"], skipped: 2),
    // The first row of points misses both, and is no header.
    .init("a,b\nNA,NA\n2,3\n", [(2, 3)], ["a", "b"], skipped: 1),
    .init("NA,NA\n2,3\n", [(2, 3)], skipped: 1),
  ]

  @Test(arguments: plain + delimitersInNames + headers + numberedHeaders + missing + empty)
  func tablesAreReadAsTheyCome(_ reading: ReadingCase) throws { try reading.check() }

  @Test(arguments: [
    ("1,2\n3,four\n", "line 2: 'four' in column '2' is not a number"),
    ("a,b\n1,2\n3,4,5\n", "line 3 has 3 columns and should have 2"),
    ("a,b\n1,2\n3\n", "line 3 has 1 column and should have 2"),
    ("272\n1 2\n3 4\n3 4\n", "line 1 has 1 column and should have 2"),
    ("a,b,c\n1,2\n3,4\n", "line 1 has 3 columns and line 2 has 2"),
    ("a,b\n1,5,2,5\n1,5,2,5\n", "semicolons"),
    ("1,b\n2,3\n", "line 1: 'b' in column '2'"), ("a,b\nx1,4\n5,6\n", "line 2: 'x1'"),
    // Rows of text below the names are points that cannot be read, if they look so or come again.
    ("a,b\n<LOD,<LOD\n<LOD,<LOD\n1,2\n", "line 2: '<LOD'"), ("a,b\n$1.50,$2\n1,2\n", "currency"),
    ("a,b\n1/2,3/4\n1,2\n", "line 2: '1/2'"),
    // Files that were put together: the header comes again.
    ("a,b\n1,2\na,b\n3,4\n", "line 3: the names come again"),
    ("a,b\ncm,s\n1,2\n2,3\na,b\ncm,s\n3,4\n4,5\n", "line 5: the names come again"),
    ("a,b\n<0.5,<0.1\n1,2\n", "line 2: '<0.5'"),
    // A cell more than there are names, and no name of a row.
    ("x,y\n0.5,1.2,7\n0.7,1.5,8\n", "line 1 has 2 columns and line 2 has 3"),
    ("x,y\n0.5,1.2,A\n0.7,1.5,B\n", "line 1 has 2 columns and line 2 has 3"),
    ("a,b\n1,2\n\n\"3\n4\",5\n", "line 4: '3 4' in column 'a'"),
    ("", "it is empty"), ("\n\n", "no points"), ("a,b\n", "no points"), ("# a\n# b\n", "comments"),
    ("a,b\nNA,1\n2,NA\n", "no row has numbers in both 'a' and 'b'"),
    ("1,2\n3,\"4\"5\"\n", "line 2: a quotation mark is out of place"),
    ("1,2\n3,\"4\n5,6\n", "line 2: a quotation mark is never closed"),
    ("a\n1\n2\n", "one column"), ("1\n2\n", "one column"),
    ("a,b\n1,45%\n", "percentages"), ("a,b\n1,$45\n", "currency"), ("a,b\n1,45 €\n", "currency"),
    ("a,b\n1,0x10\n", "'0x10' in column 'b' is not a number"),
    ("a,b\n1,1_000\n", "'1_000'"), ("a,b\n1,1e\n", "'1e'"), ("a,b\n1,--1\n", "'--1'"),
    ("a,b\n1,1.5.2\n", "'1.5.2'"), ("a,b\n1,2020-01-02\n", "'2020-01-02'"),
    ("a,b\n1,true\n", "'true'"),
    ("a,b\n1,\u{1B}[2J\u{7}\n", "' [2J '"),
    ("a,b\n1,\(String(repeating: "z", count: 99))\n", "zzz…'"),
    (",b\n3,79\n4,80\n", "there is one"),
  ])
  func faultsAreNamedWithTheirLine(text: String, part: String) {
    let error = readingError(text)
    #expect(error.contains(part), "\(error)")
  }

  @Test func skippedRowsAreNamedByKindAndLine() throws {
    let text = "a,b\n1,2\nNA,3\n\n4,inf\nNA,1\nNA,1\nNA,1\n5,6\n"
    let table = try Points.table(in: Array(text.utf8))
    #expect(table.rows == [2, 9])
    #expect(table.rowsSkipped == 6)
    #expect(
      table.warnings.map(\.text) == [
        "6 of 8 rows, more than half, were left out: 4 miss a number (lines 3, 6, 7, …), "
          + "1 has an infinite number (line 5), 1 is empty (line 4)"
      ])
  }

  @Test func linesAreCountedAsEditorsCountThem() throws {
    let text = "a,b,c\r\n1,2,\"two\r\nlines\"\r\n# a remark\r\n\r\n3,4,u\r\n5,6,v"
    let table = try Points.table(in: Array(text.utf8), columns: ["a", "b"])
    #expect(table.rows == [2, 6, 7])
  }
}
