import Foundation
import PackagePlugin

/// Writes a Swift file with the text of every lesson, so that the program finds them wherever it is
/// installed. A lesson is added by adding its file.
@main
struct EmbedLessons: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = context.package.directoryURL.appending(path: "Sources/Visualizer/Lessons/Texts")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    )
    .filter { $0.pathExtension == "yaml" }
    .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let output = context.pluginWorkDirectoryURL.appending(path: "LessonTexts.swift")
    let script = ####"""
      out=$1; shift
      {
        echo '/// The files of the folder `Lessons/Texts`, by their names.'
        echo 'enum LessonTexts {'
        echo '  static let all: [(name: String, text: String)] = ['
        for file; do
          printf '    ("%s", ##"""\n' "${file##*/}"
          cat "$file"
          printf '"""##),\n'
        done
        echo '  ]'
        echo '}'
      } > "$out"
      """####
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) files of lessons",
        executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", script, "embed", output.path()] + files.map { $0.path() },
        inputFiles: files, outputFiles: [output])
    ]
  }
}
