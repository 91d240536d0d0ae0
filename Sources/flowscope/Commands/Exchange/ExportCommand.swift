import ArgumentParser
import Autodiff
import Flows
import Foundation
import Learning

/// `flowscope export`: one direction of a trained model as an ONNX file.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a trained model as ONNX, to be run without flowscope.",
    discussion: """
      --what density takes x, points of data space (N rows of 2), and gives z1, z2, log_pz, log_det and \
      log_px, a number for each row: the columns of 'eval'. --jacobian adds j11, j12, j21 and j22. --what \
      sample takes z, points of the base, and gives x1, x2, log_det and log_px: the columns of 'sample'. \
      Points are in the units of the model's data.

      The file holds the operations that flowscope itself runs, with the model's numbers. In single \
      precision log_px differs from that of 'eval' and 'sample', which compute in double precision, by less \
      than 1e-4 at nearly every point; where a map is very steep (splines on a checkerboard) by up to 3e-3, \
      at less than a hundredth of the points. Points far from 0 for their spread lose digits before the \
      model sees them. --precision double has none of that, in a file of twice the size. There is no column \
      'converged': what a file computes is not checked by the way back.

      A direction that is a search (the way from z to x of planar, Sylvester, residual and NAF flows) \
      takes as many turns as a point needs and cannot be exported. A continuous flow is unrolled into \
      Runge-Kutta steps of a fixed number; the report says how far they are from four times as many.

      The file is written for operator set 13 and any runtime that has it. Its metadata says what the model \
      is: the flow, the target, the base, the step, all settings, and the line that shows the same in \
      flowscope.

      Example: flowscope export --model moons.safetensors --what density --out moons.onnx
      """)

  @Option(help: "A model that 'flowscope train --out' wrote.", completion: .file())
  var model: String
  @Option(help: "The direction to write.")
  var what: FlowExport.Direction
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of a continuous flow, Runge-Kutta steps, of four evaluations each. (default: those of the model; "
        + "\(FlowExport.defaultSteps) where its solver is adaptive)"))
  var solverSteps: Int?
  @Flag(help: "With --what density, compute dz/dx too.")
  var jacobian = false
  @Option(
    help: ArgumentHelp(
      "Write to this file; - is standard output, and the report then goes to standard error."),
    completion: .file())
  var out: String
  @Option(help: "Of all numbers in the file, and of its inputs and outputs.")
  var precision = OnnxPrecision.single
  @Flag(help: "Replace what --out names.")
  var force = false
  @Flag(help: "Report as one JSON object.")
  var json = false
  @OptionGroup var threads: ThreadsOption

  /// More steps than any field needs would only make a file that is too long to load.
  private static let steps = 1...1000

  func validate() throws {
    if let solverSteps, !Self.steps.contains(solverSteps) {
      throw ValidationError(
        "--solver-steps \(solverSteps): choose \(Self.steps.lowerBound) to "
          + "\(Self.steps.upperBound)")
    }
  }

  func run() throws {
    _ = Interruption()
    let file = try OutputFile(
      out, replacing: force ? .everything : .nothing, inputs: [model])
    try FileEnding.refuseOthers(out, usual: "onnx", "an ONNX model")
    if json, file.isStandardOutput {
      throw ValidationError("--json and --out \(out): both are for standard output; choose a file")
    }
    let export = try FlowExport(
      Model(readingFrom: model), what, steps: solverSteps, jacobian: jacobian, precision: precision)
    let bytes = try export.bytes(
      version: LibraryVersion.current.description,
      metadata: [("share_line", shareLine(of: export.model))])
    try file.write(bytes)
    let report = ExportReport(export, file, bytes: bytes.count, threads: threads.count)
    if json { return try printJSON(report) }
    if file.isStandardOutput {
      Output.complain(report.text)
    } else {
      try Output.print(report.text)
    }
  }
}

extension FlowExport.Direction: ExpressibleByArgument {}
extension OnnxPrecision: ExpressibleByArgument {}
