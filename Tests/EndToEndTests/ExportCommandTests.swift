import Foundation
import Testing

/// `flowscope export`, run as a shell would.
@Suite struct ExportCommandTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func model(_ flow: String) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let model = path("\(flow).safetensors")
    #expect(try flowscope("train", "--flow", flow, "--steps", "5", "--out", model).status == 0)
    return model
  }

  @Test func theReportNamesWhatIsInTheFile() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (model, file) = (try model("planar"), path("planar.onnx"))
    let run = try flowscope(
      "export", "--model", model, "--what", "density", "--jacobian", "--out", file, "--json")
    #expect(run.status == 0, "\(run.errors)")
    let report = run.members
    #expect(report["input"] as? String == "x")
    let columns = try flowscope("eval", "--help").output
      .split(separator: "\n").joined(separator: " ")
    let outputs = try #require(report["outputs"] as? [String])
    #expect(
      columns.contains("x1,x2,\(outputs.joined(separator: ",")),converged"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    #expect(report["bytes"] as? Int == bytes.count)
    let operators = try #require(report["operators"] as? [String: Int])
    #expect(report["nodes"] as? Int == operators.values.reduce(0, +))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("flowscope --flow planar") && text.contains("--step 5 --paused"))
  }

  @Test func anExistingFileIsReplacedOnlyWithForce() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (model, file) = (try model("nice"), path("nice.onnx"))
    let arguments = ["export", "--model", model, "--what", "sample", "--out", file]
    #expect(try flowscope(arguments).status == 0)
    let again = try flowscope(arguments)
    #expect(again.status != 0 && again.errors.contains("--force"))
    #expect(try flowscope(arguments + ["--force"]).status == 0)
    let onto = try flowscope(
      "export", "--model", model, "--what", "sample", "--out", model, "--force")
    #expect(onto.status != 0 && onto.errors.contains("it is the input"))
    let piped = try flowscope(
      "export", "--model", model, "--what", "sample", "--out", "-", "--json")
    #expect(piped.status != 0 && piped.errors.contains("both are for standard output"))
  }

  @Test func aSearchIsRefusedBeforeAnythingIsWritten() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (model, file) = (try model("planar"), path("planar.onnx"))
    let run = try flowscope("export", "--model", model, "--what", "sample", "--out", file)
    #expect(run.status != 0 && run.errors.contains("--what density can be exported"))
    #expect(!FileManager.default.fileExists(atPath: file))
    let steps = try flowscope(
      "export", "--model", model, "--what", "density", "--solver-steps", "4", "--out", file)
    #expect(steps.status != 0 && steps.errors.contains("--solver-steps 4"))
  }
}
