import Flows

/// Reads points from NumPy files: any order and endianness, floats and integers, points in rows or in
/// two long rows, and structured arrays by their fields.
struct ArrayReader {
  private let bytes: [UInt8]
  private let header: ArrayHeader
  /// Number of points.
  private let count: Int
  private let columns: [Column]

  /// A column of the array: numbers at equal distances in the file.
  private struct Column {
    let name: String
    let scalar: ArrayScalar?
    let typeName: String
    let start: Int
    let stride: Int
  }

  /// - Throws: ``FlowError`` that says what is wrong with the file.
  static func table(_ bytes: [UInt8], _ columns: WantedColumns) throws(FlowError) -> PointsTable {
    try ArrayReader(bytes, columns.asked).table(columns)
  }

  private init(_ bytes: [UInt8], _ wanted: [String]?) throws(FlowError) {
    self.bytes = bytes
    let header = try ArrayHeader(bytes)
    self.header = header
    let elements = try Self.elementCount(header, bytes)
    if header.type.isStructured {
      guard header.shape.count(where: { $0 != 1 }) <= 1 else {
        throw FlowError(
          "the array of structures has shape \(header.shapeText); save its .ravel()")
      }
      count = elements
      columns = header.type.fields.map { field in
        Column(
          name: field.name, scalar: field.scalar, typeName: field.typeName,
          start: header.body + field.offset, stride: header.type.size)
      }
    } else {
      let sides = try Self.plane(header)
      // Two long rows are x and y; two points of many columns only if asked for.
      let asked = wanted?.contains { Int($0).map { $0 > 2 } ?? false } ?? false
      let isTransposed = sides.rows == 2 && sides.columns != 2 && !asked
      (count, columns) = Self.columns(of: header, sides, isTransposed: isTransposed)
    }
  }

  /// Number of elements by the header, checked against the number of bytes.
  private static func elementCount(
    _ header: ArrayHeader, _ bytes: [UInt8]
  ) throws(FlowError) -> Int {
    let size = bytes.count - header.body
    var count = 1
    var overflows = false
    for side in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: side)
      overflows = overflows || overflow
      count = product
    }
    let (expected, overflow) = count.multipliedReportingOverflow(by: header.type.size)
    if !overflows, !overflow, size > expected,
      bytes[(header.body + expected)...].starts(with: ArrayHeader.magic)
    {
      throw FlowError("the file holds more than one array; save one alone with numpy.save")
    }
    guard !overflows, !overflow, size == expected else {
      throw FlowError(
        "the NumPy file holds \(size) bytes of data, and shape \(header.shapeText) with "
          + "\(header.type.size) bytes each needs \(overflow || overflows ? "far more" : "\(expected)");"
          + " it is cut short or damaged: save it again")
    }
    return count
  }

  /// The two sides of a plain array.
  private static func plane(
    _ header: ArrayHeader
  ) throws(FlowError) -> (rows: Int, columns: Int) {
    let shape = header.shape
    if shape.count == 2, shape[1] > 1 || shape[0] == 2 { return (shape[0], shape[1]) }
    let remedy =
      shape.count == 2 || shape.count == 1
      ? "it has one column; save two, as numpy.column_stack([x, y]) has them"
      : "save it with shape (N, 2), as array.reshape(-1, 2) makes it"
    throw FlowError("the array has shape \(header.shapeText); \(remedy)")
  }

  private static func columns(
    of header: ArrayHeader, _ sides: (rows: Int, columns: Int), isTransposed: Bool
  ) -> (Int, [Column]) {
    let width = header.type.size
    let steps =
      header.isFortranOrder
      ? (row: width, column: width * sides.rows)
      : (row: width * sides.columns, column: width)
    let count = isTransposed ? sides.columns : sides.rows
    let (pointStep, axisStep) =
      isTransposed ? (steps.column, steps.row) : (steps.row, steps.column)
    let field = header.type.fields[0]
    let columns = (0..<(isTransposed ? sides.rows : sides.columns)).map { column in
      Column(
        name: "", scalar: field.scalar, typeName: field.typeName,
        start: header.body + column * axisStep, stride: pointStep)
    }
    return (count, columns)
  }

  private func table(_ wanted: WantedColumns) throws(FlowError) -> PointsTable {
    guard count > 0 else {
      throw FlowError("there are no points; the array has shape \(header.shapeText)")
    }
    let choice = try choice(wanted)
    let (xColumn, yColumn) = (columns[choice.first], columns[choice.second])
    guard let x = xColumn.scalar, let y = yColumn.scalar else {
      let other = xColumn.scalar == nil ? xColumn : yColumn
      throw FlowError("column '\(other.name)' holds \(other.typeName); points need two of numbers")
    }
    var gathering = PointsGathering(capacity: count)
    for row in 0..<count {
      let point = SIMD2(
        x.value(bytes, xColumn.start + row * xColumn.stride),
        y.value(bytes, yColumn.start + row * yColumn.stride))
      if point.x.isFinite && point.y.isFinite {
        gathering.add(point.x, point.y, row: row + 1)
      } else {
        gathering.skip(Self.value(point.x), Self.value(point.y), row: row + 1)
      }
    }
    return try gathering.table(
      columns: choice.names, unit: "row", warnings: [choice.warning].compactMap { $0 })
  }

  /// - Throws: ``FlowError`` where it is unclear which two columns are meant.
  private func choice(_ wanted: WantedColumns) throws(FlowError) -> ColumnChoice {
    do {
      return try ColumnChoice(from: kinds, wanted)
    } catch {
      let isWide = wanted.asked == nil && !header.type.isStructured && columns.count > count
      throw FlowError(
        "\(error)"
          + (isWide
            ? "; the shape is \(header.shapeText): if points are its columns, save its .T" : ""))
    }
  }

  private static func value(_ number: Double) -> CellValue {
    number.isNaN ? .missing : number.isInfinite ? .infinite : .number(number)
  }

  /// The columns to choose two from. Of more than two, a column that counts the rows is not data.
  private var kinds: [TableColumn] {
    columns.enumerated().map { index, column in
      guard let scalar = column.scalar else {
        return TableColumn(
          name: column.name, kind: .text(place: "type", value: column.typeName))
      }
      let isIndex = column.name.isEmpty || column.name == "index" || column.name == "id"
      let first = scalar.value(bytes, column.start)
      let counts =
        columns.count > 2 && index == 0 && isIndex && count >= 3 && (first == 0 || first == 1)
        && (0..<count).allSatisfy {
          scalar.value(bytes, column.start + $0 * column.stride) == first + Double($0)
        }
      return TableColumn(name: column.name, kind: counts ? .rowNumbers : .numbers)
    }
  }
}
