import Canvas
import Flows
import Foundation
import Learning
import Testing

@testable import Visualizer

/// The views of a diffusion model: its reverse process, and its score.
@Suite(.briefRates) struct ReverseTests {
  private static func trained(columns: Int = 120, rows: Int = 36) throws -> State {
    var settings = smallSettings()
    (settings.flow, settings.layers, settings.noiseSteps) = ("diffusion", nil, 12)
    let state = State(settings: settings, columns: columns, rows: rows, medium: .rich)
    return try Snapshot.trained(state, steps: 60, threads: 1)
  }

  @Test func nothingIsCutShortAndPlainMediaStayPlain() throws {
    let trained = try Self.trained()
    for (view, forms) in [(ReverseView.name, 2), (FieldView.name, 4)] {
      for form in 0..<forms {
        for (columns, rows) in [(200, 60), (120, 36), (80, 24), (60, 20)] {
          var state = trained
          (state.columns, state.rows, state.view) = (columns, rows, view)
          state.setForm(form, of: view)
          for line in App(state).render().lines where line.contains("…") {
            Issue.record("\(columns)×\(rows), \(view) \(form): \(line)")
          }
          state.medium = .plain
          #expect(App(state).render().cells.allSatisfy { (0x20..<0x7F).contains($0.glyph.value) })
        }
      }
    }
  }

  /// The samples begin where those of the flow do; without chance they end near them.
  @Test func bothSamplersBeginAtTheFlowsPoints() throws {
    var state = try Self.trained()
    state.view = ReverseView.name
    for form in [0, 1] {
      state.setForm(form, of: ReverseView.name)
      for (depth, passed) in [(0.0, 0), (0.5, 6), (1.0, 12)] {
        state[Passage.self].depth = depth
        var memory = ReverseMemory()
        let found = memory.scene(try viewSubject(state))
        let scene = try #require(found)
        #expect(scene.steps == 12 && scene.passed == passed && scene.isAncestral == (form == 0))
        #expect(scene.passage.first == scene.morph.passage.points.first)
        #expect(scene.samples == scene.passage[passed])
        #expect(abs(scene.signal * scene.signal + scene.noise * scene.noise - 1) < 1e-9)
        if form == 1 { #expect(scene.distance < 0.5) }
      }
    }
  }

  /// What stands on screen as the bound is the sum of the terms on screen.
  @Test func theBoundOnScreenIsTheSumOfItsTerms() throws {
    var state = try Self.trained()
    state.view = ReverseView.name
    var memory = ReverseMemory()
    let found = memory.scene(try viewSubject(state))
    let bound = try #require(found?.bound)
    #expect(bound.terms.count == 12)
    #expect(abs(bound.terms.reduce(bound.fixed, +) - bound.mean) < 1e-9)
    let lines = App(state).render().lines
    #expect(lines.contains { $0.contains("\(bound.mean.text(3)) ± ") })
    #expect(lines.contains { $0.contains("NLL of these samples at most \(bound.mean.text(2))") })
  }

  @Test func otherFlowsSayThatTheyTakeNoNoiseAway() throws {
    var state = try trainedState(columns: 80, rows: 24)
    state.view = ReverseView.name
    #expect(
      App(state).render().lines.contains {
        $0.contains("realnvp has no noise to take away")
      })
    state.view = FieldView.name
    state.setForm(2, of: FieldView.name)
    #expect(App(state).render().lines.contains { $0.contains("no score is learned here") })
  }

  /// dx/dt = (x + score)·σ/α·dφ/dt: the arrows of both forms are one field.
  @Test func theScoreSaysTheVelocity() throws {
    let state = try Self.trained()
    let subject = try viewSubject(state)
    let points: [SIMD2<Float>] = [SIMD2(0.3, -0.4), SIMD2(-1, 0.8), SIMD2(1.5, 1)]
    for depth in [0.2, 0.5, 0.8] {
      let motion = subject.evaluator.motion(at: points, depth: depth, of: subject.model)
      let scores = try #require(motion.scores)
      let time = 1 - depth
      let (fourth, square) = (time * time * time * time, time * time)
      let speed = Float(4 * time / (1 + fourth) * 2 * square / (1 - fourth))
      for index in points.indices {
        let gap = (points[index] + scores[index]) * speed - motion.vectors[index]
        #expect((gap * gap).sum() < 1e-6)
      }
    }
  }

  @Test func bracketsGoStepByStep() throws {
    var state = try Self.trained()
    state.show(ReverseView.name)
    _ = update(&state, .key("]"))
    #expect(abs(state[Passage.self].depth - 1.0 / 12) < 1e-9)
    _ = update(&state, .key("]"))
    #expect(abs(state[Passage.self].depth - 2.0 / 12) < 1e-9)
    _ = update(&state, .key("["))
    #expect(abs(state[Passage.self].depth - 1.0 / 12) < 1e-9)
  }
}
