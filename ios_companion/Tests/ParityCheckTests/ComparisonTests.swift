import SweetspotModels
import Testing

@testable import ParityCheck

@Suite struct ComparisonTests {
  private func tolerance(_ precision: String, _ compress: String) -> Tolerance {
    if compress != "none" { return .fewerBits }
    return precision == "float32" ? .float32 : .float16
  }

  @Test func boxesCompareAsOnTheLaptop() throws {
    let cases = try ParityCases.read()
    #expect(cases.boxes.count >= 90)
    for (number, each) in cases.boxes.enumerated() {
      var comparer = BoxComparer(
        thresholds: cases.thresholds, tolerance: tolerance(each.precision, each.compress))
      comparer.foundIsCut = each.foundIsCut
      let found = each.found.map(\.box)
      let made = comparer.compare(
        expected: each.expected.map(\.box),
        found: each.foundIsCut ? found.filter(comparer.isShown) : found,
        ties: each.ties.map(\.box))
      let told = each.compared
      #expect(made.words == told.words, "case \(number)")
      #expect(made.passed == told.passed, "case \(number)")
      #expect(
        [made.expected, made.matched, made.lost, made.gained, made.onEdge, made.moved]
          == [told.expected, told.matched, told.lost, told.gained, told.onEdge, told.moved],
        "case \(number)")
      #expect(made.shiftPx == told.shiftPx, "case \(number)")
      #expect(made.scoreChange == told.scoreChange, "case \(number)")
    }
  }

  @Test func hitsCompareAsOnTheLaptop() throws {
    let cases = try ParityCases.read().hits
    #expect(cases.count >= 40)
    for (number, each) in cases.enumerated() {
      let made = HitComparison.of(
        expected: each.expected, found: each.found, tolerance: .float16, stretch: 3)
      #expect(made.map(\.passed) == each.compared.map(\.passed), "case \(number)")
      #expect(made.map(\.words) == each.compared.map(\.words), "case \(number)")
    }
  }

  @Test func impossibleNumbersOfFramesAreNoHarm() {
    let far = HitFigure(timeS: 0, frame: .max, score: nil, r: nil)
    let near = HitFigure(timeS: 0, frame: .min, score: nil, r: nil)
    let made = HitComparison.of(expected: [far], found: [near], tolerance: .float16)
    #expect(made.count == 2)
  }
}
