import Canvas
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The screen of every rival says nothing that is true of flows alone.
@Suite struct RivalScreenTests {
  private static func settings(_ rival: Rival) -> Settings {
    var settings = Settings()
    settings.choose(.rival(rival))
    (settings.hidden, settings.batch) = ([8], 64)
    return settings
  }

  private func state(_ rival: Rival, columns: Int, rows: Int) throws -> State {
    try Snapshot.trained(
      State(settings: Self.settings(rival), columns: columns, rows: rows, medium: .rich),
      steps: 20, threads: 1)
  }

  @Test(arguments: [(200, 60), (120, 36), (80, 24)])
  func noPaneSpeaksOfAMapThatThereIsNot(columns: Int, rows: Int) throws {
    for rival in Rivals.all where !rival.abilities.contains(.inverse) {
      let text = App(try state(rival, columns: columns, rows: rows)).render().lines
        .joined(separator: "\n")
      for word in ["f⁻¹", "log p_z", "det", "carried to z", "board", "base N"] {
        #expect(!text.contains(word), "\(rival.name): \(word)\n\(text)")
      }
      #expect(text.contains(rival.name))
    }
  }

  @Test func whatHasNoInverseSaysWhy() throws {
    for rival in Rivals.all where !rival.abilities.contains(.inverse) {
      #expect(!rival.noInverseWords.isEmpty, "\(rival.name)")
      var state = try state(rival, columns: 200, rows: 60)
      state.view = "mass"
      let text = App(state).render().lines.joined(separator: "\n")
      #expect(text.contains(rival.noInverseWords), "\(text)")
    }
  }

  @Test(arguments: [(200, 60), (120, 36), (80, 24), (60, 20)])
  func aDiscriminatorsFieldIsDrawnWithItsNumbers(columns: Int, rows: Int) throws {
    for rival in Rivals.all where rival.abilities.contains(.discriminator) {
      var state = try state(rival, columns: columns, rows: rows)
      state.view = DiscriminatorView.name
      let canvas = App(state).render()
      let caption = try #require(state.layout.caption)
      #expect(canvas.line(caption.row).contains("mean D"), "\(canvas.line(caption.row))")
      let body = try #require(state.layout.body)
      let inside = PairLayout(body).second.inset()
      let colors = Set(
        (inside.row..<inside.endRow).flatMap { row in
          (inside.column..<inside.endColumn).map { canvas[$0, row].style.background }
        })
      // A field is no single colour.
      #expect(colors.count > 2, "\(columns)×\(rows)")
    }
  }

  @Test func theKeyForFlowsComesByEveryRivalAndBack() throws {
    var app = App(try trainedState(steps: 1))
    let first = app.state.settings.flow
    var names: [String] = []
    for _ in LearnerKind.all {
      _ = app.handle(.key("f"))
      names.append(app.state.settings.flow)
    }
    #expect(names.last == first && Set(names) == Set(LearnerKind.all.map(\.name)))
  }

  @Test func aFlowIsNotLedToAViewOfItsRivals() throws {
    let state = try trainedState(steps: 1)
    #expect(!Views.comesBy(DiscriminatorView.name, state))
    for rival in Rivals.all where rival.abilities.contains(.discriminator) {
      #expect(
        Views.comesBy(DiscriminatorView.name, try self.state(rival, columns: 80, rows: 24)))
    }
  }
}
