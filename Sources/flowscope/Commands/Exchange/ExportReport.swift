import Autodiff
import Canvas
import Foundation
import Learning
import Visualizer

/// What `flowscope export` reports.
struct ExportReport: Encodable {
  let out: String
  let what: FlowExport.Direction
  let flow: String
  let target: String
  let base: String
  let step: Int
  let input: String
  let outputs: [String]
  let precision: OnnxPrecision
  let opset: Int
  /// How many operators there are, and how many of each.
  let nodes: Int
  let operators: [String: Int]
  /// How many numbers the file holds.
  let numbers: Int
  let bytes: Int
  /// Of a continuous flow: the fixed steps, and what they cost.
  let solverSteps: Int?
  let solverError: FlowExport.SolverError?

  init(_ export: FlowExport, _ file: OutputFile, bytes: Int, threads: Int) {
    let settings = export.model.settings
    out = file.isStandardOutput ? "standard output" : file.path
    what = export.direction
    (flow, target, base) = (settings.flow, settings.target, settings.base)
    step = export.model.step
    (input, outputs) = (export.input, export.outputs)
    precision = export.precision
    opset = OnnxModel.opset
    operators = export.onnx.operatorCounts
    nodes = operators.values.reduce(0, +)
    numbers = export.onnx.numberCount
    self.bytes = bytes
    solverSteps = export.solverSteps
    solverError = export.solverError(threads: threads)
  }

  /// The report for people: a line for each thing, its name first.
  var text: String {
    let most = operators.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let lines: [(name: String, text: String?)] = [
      ("model", "\(flow) on \(target), base \(base), step \(step)"),
      ("input", "\(input), N rows of 2, \(precision.rawValue) precision"),
      ("outputs", outputs.joined(separator: ", ")),
      (
        "operators",
        "\(nodes) of set \(opset): "
          + most.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      ),
      ("solver", solverText),
      (
        "file", "\(out), \(NumberText.grouped(bytes)) bytes, \(NumberText.grouped(numbers)) numbers"
      ),
    ]
    return lines.compactMap { line in
      line.text.map { line.name.trailing(12) + $0 }
    }.joined(separator: "\n")
  }

  private var solverText: String? {
    guard let solverSteps, let solverError else { return nil }
    func short(_ value: Double) -> String { String(format: "%.1e", value) }
    return
      "RK4 in \(solverSteps) steps; on 1,000 samples, \(4 * solverSteps) steps change log p by "
      + "\(short(solverError.logPxMean)) nats on average, \(short(solverError.logPxMost)) at most, and "
      + "points by \(short(solverError.pointMost)) at most"
  }
}

extension FlowExport.Direction: Encodable {}
extension OnnxPrecision: Encodable {}

/// The line that shows a model in the program again: it is trained for as many steps.
func shareLine(of model: Model) -> String {
  let medium = Medium(colors: .trueColor, glyphs: .braille, backdrop: .dark, scale: nil)
  var state = State(settings: model.settings, running: false, medium: medium)
  state.beginning.step = model.step
  return state.shareLine
}
