import Foundation
import SweetspotModels
import Testing
import Vectors

private struct ScoreCases: Decodable {
  struct Case: Decodable {
    let hit: Hit
    let value: Int?
    let doubtful: Bool
    let overruled: Bool
    let reason: String
  }

  let limits: [Double]
  let cases: [Case]
}

@Suite struct ScoreRulesTests {
  @Test func everyCaseOfTheLaptopScoresTheSameInTheSameWords() throws {
    let told = try VectorFile.read("scores.json", as: ScoreCases.self)
    #expect(told.limits == ScoreRule.standard.limits)
    #expect(told.cases.count >= 40)
    for each in told.cases {
      let score = ScoreRule.standard.score(each.hit)
      #expect(score.value == each.value, "\(each.hit.id)")
      #expect(score.doubtful == each.doubtful, "\(each.hit.id)")
      #expect(score.overruled == each.overruled, "\(each.hit.id)")
      #expect(score.reason == each.reason, "\(each.hit.id)")
    }
  }

  @Test func aLimitStillEarnsTheBetterScore() {
    let rule = ScoreRule.standard
    #expect([0, 0.2, 0.4, 0.6, 0.8, 0.81, 5].map(rule.points) == [5, 5, 4, 3, 2, 1, 1])
  }

  @Test(arguments: [[], [0.2, 0.4, 0.6], [0, 0.4, 0.6, 0.8], [0.4, 0.2, 0.6, 0.8]])
  func limitsThatDoNotRiseMakeNoRule(limits: [Double]) {
    #expect(ScoreRule(name: "odd", version: 1, limits: limits) == nil)
  }
}
