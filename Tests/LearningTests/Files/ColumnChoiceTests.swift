import Testing

@testable import Learning

/// Which two of many columns are taken, and how others are asked for.
@Suite struct ColumnChoiceTests {
  private static let table = "kind,Length,width,depth\nu,1,2,3\nv,4,5,6\n"
  private static let points = [(1.0, 2.0), (4.0, 5.0)]

  private static let cases: [ReadingCase] = [
    .init(table, asked: "Length,width", points, ["Length", "width"]),
    .init(table, asked: "2,3", points, ["Length", "width"]),
    .init(table, asked: "length,WIDTH", points, ["Length", "width"]),
    .init(table, asked: "Length,3", points, ["Length", "width"]),
    .init(table, asked: "width,Length", [(2, 1), (5, 4)], ["width", "Length"]),
    .init("1,2,3\n4,5,6\n", asked: "3,1", [(3, 1), (6, 4)], ["3", "1"]),
    .init("a,b,a\n1,2,3\n", asked: "3,b", [(3, 2)], ["a", "b"]),
    .init(",0,1\n0,5.5,4\n1,6.5,3\n", asked: "0,1", [(5.5, 4), (6.5, 3)], ["0", "1"]),
    .init("\"a, b\",c,\"d, e\"\n1,2,3\n", asked: "\"a, b\",\"d, e\"", [(1, 3)], ["a, b", "d, e"]),
    .init("\"a, b\",c,\"d, e\"\n1,2,3\n", asked: "a, b,d, e", [(1, 3)], ["a, b", "d, e"]),
    .init("log_p,X2,x1\n-7,2,1\n", [(1, 2)], ["x1", "X2"]),
    .init("X,x,y\n1,3.6,79\n2,1.8,54\n3,3.3,74\n", [(3.6, 79), (1.8, 54), (3.3, 74)], ["x", "y"]),
    .init(
      "X1,X2,x,y\n5,6,3.5,79\n9,2,1.5,54\n", [(3.5, 79), (1.5, 54)], ["x", "y"]),
    .init("X,a,b\n1,3.6,79\n2,1.8,54\n3,3.3,74\n", [(3.6, 79), (1.8, 54), (3.3, 74)], ["a", "b"]),
    .init(
      "X,x,y\n5,3.6,79\n9,1.8,54\n", [(3.6, 79), (1.8, 54)], ["x", "y"],
      warnings: ["columns_chosen"]),
    .init(
      "X,Y,c\n1,3.5,2\n2,4.5,1\n3,5,2\n", [(1, 3.5), (2, 4.5), (3, 5)], ["X", "Y"],
      warnings: ["columns_chosen"]),
    .init(
      "\"\",\"case\",\"x\",\"y\"\n\"1\",1,13.5,11\n\"2\",2,9.8,12\n", [(13.5, 11), (9.8, 12)],
      ["x", "y"]),
    .init("id,a,b\n1,3.5,2\n2,4.5,1\n", [(3.5, 2), (4.5, 1)], ["a", "b"]),
    .init(
      "code,lat,lon\n00M,31.9,-89.2\n00R,30.6,-95\n", [(31.9, -89.2), (30.6, -95)], ["lat", "lon"],
      warnings: ["columns_chosen"]),
    .init(
      "1,3.5,2\n2,4.5,1\n3,2,2\n", [(3.5, 2), (4.5, 1), (2, 2)], ["2", "3"],
      warnings: ["columns_chosen"]),
    // Of two columns both are data, even if one of them counts.
    .init("id,a\n1,3.5\n2,4.5\n", [(1, 3.5), (2, 4.5)], ["id", "a"]),
    .init("1,3.5\n2,4.5\n3,5\n", [(1, 3.5), (2, 4.5), (3, 5)]),
    .init("x\tempty\ty\n1\t\t2\n3\t\t4\n", [(1, 2), (3, 4)], ["x", "y"]),
  ]

  @Test(arguments: cases)
  func columnsAreTakenByNameNumberOrKind(_ reading: ReadingCase) throws { try reading.check() }

  @Test(arguments: [
    (nil, "--columns Length,width"), ("lenght,width", "did you mean 'Length'?"),
    ("Length,Length", "twice"), ("Length,length", "twice"), ("2,Length", "twice"),
    ("Length", "names 1 column; name two"), ("1,2,3", "names 3 columns; name two"),
    ("Length,9", "no column 9"), ("0,1", "no column 0"), ("-1,2", "no column -1"),
    ("kind,width", "column 'kind' is no column of numbers: line 2: 'u'"), ("", "names"),
    ("Length,", "unknown column ''"),
  ])
  func errorsListTheColumnsThereAre(asked: String?, part: String) {
    let error = readingError(Self.table, columns: asked)
    #expect(error.contains(part), "\(error)")
    #expect(error.contains("columns of numbers: Length, width, depth; others: kind"), "\(error)")
  }

  @Test func wordsWithSpacesAreNotProposedAsTheyAre() {
    #expect(readingError("a b;c d;e f\n1;2;3\n4;5;6\n").contains("--columns 1,2;"))
  }

  @Test func longListsAreCut() {
    let names = (1...500).map { "column\($0)" }.joined(separator: ",")
    let values = (1...500).map { "\($0).5" }.joined(separator: ",")
    let error = readingError("\(names)\n\(values)\n")
    #expect(error.contains("column30 and 470 more"))
    #expect(!error.contains("column31,"))
  }

  /// A model's columns are found wherever they stand.
  @Test func columnsOfAModelComeFirst() throws {
    func points(_ text: String) throws -> PointsTable {
      try Points.table(in: Array(text.utf8), usual: ["lon", "lat"])
    }
    #expect(try points("lat,lon\n1,2\n").points == [SIMD2(2, 1)])
    #expect(try points("h,lat,lon\n9,1,2\n").columns == ["lon", "lat"])
    #expect(try points("Lat, LON\n1,2\n").points == [SIMD2(2, 1)])
    let years = try Points.table(in: Array("2020,2019\n1,2\n".utf8), usual: ["2019", "2020"])
    #expect(years.points == [SIMD2(2, 1)])
    #expect(try points("x1,x2,lon\n1,2,3\n").columns == ["x1", "x2"])
    #expect(try points("1,2\n").points == [SIMD2(1, 2)])
  }

  @Test func duplicateNamesAreAskedForByNumber() {
    #expect(readingError("a,a,b\n1,2,3\n4,5,6\n").contains("--columns 1,2;"))
    #expect(readingError("a,b,a\n1,2,3\n", columns: "a,b").contains("give the number of one: 1, 3"))
  }

  @Test(arguments: [["a", "b"], ["a, b", "c"], ["say \"x\"", "y"], [" a", "b"], ["1", "2"]])
  func listsOfNamesReadBack(names: [String]) {
    let read = Points.columnNames(Points.columnsText(names))
    #expect(read.map(\.trimmingBlanks) == names.map(\.trimmingBlanks))
  }
}
