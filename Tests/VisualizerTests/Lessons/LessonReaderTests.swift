import Foundation
import Testing

@testable import Visualizer

/// A lesson's file, with one line changed.
private func lesson(_ step: String, start: String = "--flow linear --paused") -> String {
  """
  - name: one
    title: One
    start: \(start)
    steps:
      - \(step)
  """
}

@Suite struct LessonReaderTests {
  /// A file, what in it is wrong, and words of the error.
  static let wrong: [(text: String, at: String, words: String)] = [
    ("", "", "the file is empty"),
    (lesson("mark: [view]"), "mark", "a step has a verb"),
    (lesson("{say: a, do: b}"), "{say", "one verb, not say and do"),
    (lesson("{say: a, hints: [b]}"), "hints", "no field 'hints'"),
    (lesson("say: [a, b]"), "[a, b]", "a text must stand"),
    (lesson("say: the KL is {kll} nats"), "kll", "did you mean 'nll'"),
    (lesson("say: the KL is {kl"), "{kl", "never closed"),
    (
      lesson("say: " + Array(repeating: "word", count: 46).joined(separator: " ")), "word",
      "46 words"
    ),
    (lesson("{say: a, mark: [pane.y]}"), "pane.y", "unknown pane 'y'"),
    (lesson("{say: a, mark: [reading.kll]}"), "kll", "did you mean 'nll'"),
    (lesson("{say: a, hide: [ledgr]}"), "ledgr", "did you mean 'ledger'"),
    (lesson("{do: a, keys: [runn]}"), "runn", "did you mean 'run'"),
    (lesson("{do: a, keys: [run, step, flow, base]}"), "[run", "4 are too many"),
    (lesson("{do: a, until: kl < 1}"), "{do", "needs a 'solution'"),
    (lesson("{do: a, until: 'kl <', solution: a}"), "', solution", "must stand"),
    (lesson("{do: a, until: viw == mass, solution: a}"), "viw", "did you mean 'view'"),
    (lesson("{do: a, until: view == mas, solution: a}"), "mas,", "did you mean 'mass'"),
    (lesson("{do: a, until: did(ruun) > 1, solution: a}"), "ruun", "did you mean 'run'"),
    (lesson("{do: a, until: kl = 1, solution: a}"), "= 1", "equality is =="),
    (lesson("{do: a, until: kl > view, solution: a}"), "kl >", "kl is a number, and view is none"),
    (lesson("{do: a, until: kl == view, solution: a}"), "view, ", "view is none"),
    (lesson("{do: a, until: view > mass, solution: a}"), "view >", "== or !="),
    (lesson("{do: a, until: view == 3, solution: a}"), "3, sol", "unknown view '3'"),
    (lesson("{do: a, until: 1 > 2, solution: a}"), "1 > 2", "never change"),
    (lesson("{do: a, until: step == abc, solution: a}"), "abc", "step is a number"),
    (lesson("{do: a, until: layers == many, solution: a}"), "many", "layers is a number"),
    (lesson("{predict: \"Is it {kl}?\", reading: kl}"), "{kl", "tells the number"),
    (lesson("say: a") + "\n  needs: [splnes]", "splnes", "did you mean 'splines'"),
    (lesson("say: a") + "\n  needs: [one]", "one]", "cannot need itself"),
    (
      lesson("say: a") + "\n  aim: " + Array(repeating: "word", count: 31).joined(separator: " "),
      "word", "31 words"
    ),
    (
      lesson("say: a").replacing("One", with: "A title " + String(repeating: "x", count: 47)),
      "A title", "55 characters"
    ),
    (lesson("{do: a, until: kl and paused, solution: a}"), "and paused", "after 'kl' goes one of"),
    (lesson("{do: a, until: paused, solution: space foo}"), "foo", "'foo' is no key"),
    (lesson("{do: a, until: paused, solution: \"wait:kll>1\"}"), "kll", "did you mean"),
    (lesson("{do: a, hints: [a, b, c, and d]}"), "and d", "three are the most"),
    (lesson("predict: a"), "predict", "lacks the field 'reading'"),
    (lesson("{predict: a, reading: kll}"), "kll", "did you mean 'nll'"),
    (lesson("{predict: a, reading: kl, tolerance: some}"), "some", "factor 3 or 0.05 nats"),
    (
      lesson("{predict: a, reading: kl, because: [{text: a, right: true}]}"), "[{text",
      "two or three"
    ),
    (
      lesson("{predict: a, reading: kl, because: [{text: a, right: true}, {text: b}]}"),
      "{text: b}", "needs 'why'"
    ),
    (
      lesson("{predict: a, reading: kl, choices: [{text: a, when: kl > 1}]}"), "{predict",
      "two or three"
    ),
    (lesson("fade: {worked: \"{kl} nats\", missing: [nll]}"), "nll]", "not in the worked line"),
    (lesson("{play: a, seconds: 1}"), "1}", "10 to 300"),
    (lesson("say: a", start: "--flow linar"), "--flow", "did you mean 'linear'"),
    (lesson("say: a", start: "--view mas"), "--view", "mass"),
    (lesson("say: a").replacing("title:", with: "titel:"), "titel", "no field 'titel'"),
    (lesson("say: a").replacing("name: one", with: "name: One"), "One", "small letters"),
    (
      lesson("say: a").replacing("title: One", with: "minutes: long"), "name",
      "lacks the field 'title'"
    ),
    (lesson("say: a") + "\n  minutes: long", "long", "1 to 60"),
    (lesson("say: a") + "\n  title: Two", "name", "stands twice"),
    (lesson("say: [a"), "[a", "no YAML"),
  ]

  @Test(arguments: wrong.indices) func whatIsWrongIsSaidWithItsPlace(index: Int) throws {
    let (text, mark, words) = Self.wrong[index]
    let error = #expect(throws: LessonError.self) { try Lessons.parse(text, file: "my.yaml") }
    let said = error?.description ?? ""
    #expect(said.contains(words), "\(said)")
    #expect(said.hasPrefix("my.yaml, line "))
    // What the YAML parser itself refuses may only be noticed later on.
    guard !said.contains("no YAML"), !said.contains("twice") else { return }
    let before = mark.isEmpty ? "" : text[..<(try #require(text.range(of: mark)).lowerBound)]
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    let place = TextPlace(line: max(1, lines.count), column: (lines.last?.count ?? 0) + 1)
    #expect(error?.place == place, "\(said)")
  }

  @Test func aTextMayBeBrokenIntoLines() throws {
    let text = lesson("say: >\n        one {kl}\n        two")
    let step = try #require(try Lessons.parse(text, file: "").first?.steps.first)
    #expect(step.text.filled { name, _ in name } == "one kl two")
  }

  @Test func everyBuiltInLessonIsRightAndNamesOnlyLessonsThatThereAre() throws {
    let lessons = try Lessons.checked()
    let names = Set(lessons.map(\.name))
    #expect(names.count == lessons.count && !names.isEmpty)
    for lesson in lessons {
      #expect(names.isSuperset(of: lesson.needs), "\(lesson.name) needs \(lesson.needs)")
    }
  }

  @Test(arguments: [
    ("10 %", 2.0, 2.2, true), ("10 %", 2, 2.3, false), ("factor 3", 0.1, 0.3, true),
    ("factor 3", 0.1, 0.31, false), ("factor 3", 0.1, -0.1, false), ("0.05 nats", 1, 1.05, true),
    ("0.05", 1, 0.94, false), ("10 %", -2, -1.8, true),
  ]) func aToleranceAdmitsWhatItSays(
    text: String, measured: Double, predicted: Double, isRight: Bool
  ) throws {
    let tolerance = try #require(Tolerance(text, unit: "nats"))
    #expect(tolerance.admits(predicted, measured: measured) == isRight)
  }
}
