import CompanionState
import Foundation
import Testing

/// Lowering and raising the camera's quality.
struct LoadGovernorTests {
  private func reading(
    _ timeS: Double, busy: Double = 0.3, dropped: Int = 0, warmth: Warmth = .nominal
  ) -> LoadReading {
    LoadReading(timeS: timeS, busyShare: busy, dropped: dropped, warmth: warmth)
  }

  @Test func anEasyLoadChangesNothing() {
    var governor = LoadGovernor()
    for second in 0..<600 { #expect(governor.take(reading(Double(second))) == nil) }
    #expect(!governor.isLowered)
  }

  @Test func aFullDetectorIsRelievedBeforeAnythingIsDropped() {
    var governor = LoadGovernor()
    #expect(governor.take(reading(0, busy: 0.9)) == nil)
    let lowered = governor.take(reading(1, busy: 0.9))
    #expect(lowered == CaptureQuality.ladder[1])
    #expect(governor.quality == lowered)
  }

  @Test(arguments: [Warmth.serious, .critical])
  func aHotPhoneIsRelievedAtOnceAndStepByStep(warmth: Warmth) {
    var governor = LoadGovernor()
    var changes: [CaptureQuality] = []
    for second in 0..<60 {
      if let other = governor.take(reading(Double(second), warmth: warmth)) {
        changes.append(other)
      }
    }
    #expect(changes == Array(CaptureQuality.ladder.dropFirst()))
  }

  @Test func itRisesAgainWhenItIsCalm() {
    var governor = LoadGovernor()
    _ = governor.take(reading(0, dropped: 1))
    var raisedAt: Double?
    for second in 1..<60 where governor.take(reading(Double(second))) != nil {
      raisedAt = raisedAt ?? Double(second)
    }
    #expect(governor.quality == CaptureQuality.ladder[0])
    #expect((20...25).contains(raisedAt ?? 0))
  }

  @Test(arguments: 0..<50)
  func itNeverSwingsToAndFro(seed: Int) {
    var chance = SeededNumbers(seed: UInt64(seed))
    var governor = LoadGovernor()
    var lastChange = -Double.infinity
    // A phone that is overloaded by everything above one rung: it must come to rest there.
    let bearable = Int.random(in: 1..<CaptureQuality.ladder.count, using: &chance)
    var changesInTheLastHour = 0
    for second in 0..<7200 {
      let rung = CaptureQuality.ladder.firstIndex(of: governor.quality) ?? 0
      let busy = rung < bearable ? 0.95 : Double.random(in: 0.2...0.45, using: &chance)
      guard governor.take(reading(Double(second), busy: busy)) != nil else { continue }
      #expect(Double(second) - lastChange >= 2)
      lastChange = Double(second)
      if second >= 3600 { changesInTheLastHour += 1 }
    }
    #expect(changesInTheLastHour <= 2 * 3600 / 320 + 2)
  }

  @Test func theMeterGivesOneReadingASecond() {
    var meter = LoadMeter()
    var readings: [LoadReading] = []
    meter.letGo(3)
    for frame in 1...120 {
      let doneS = Double(frame) / 60
      if let reading = meter.looked(at: doneS, for: 0.01, warmth: .fair) {
        readings.append(reading)
      }
    }
    #expect(readings.count == 1 || readings.count == 2)
    #expect(abs((readings.first?.busyShare ?? 0) - 0.6) < 0.02)
    #expect(readings.first?.dropped == 3)
    #expect(abs(meter.speed.perSecond - 60) < 1.5)
    #expect(meter.speed.medianMs == 10)
    #expect(meter.speed.dropped == 3)
  }
}

/// What is said of hits.
struct SpokenScoresTests {
  @Test func theNewestHitIsSaidAndNeverTwoAtOnce() {
    var spoken = SpokenScores()
    spoken.add(value: 3, reason: "", at: 0)
    #expect(spoken.next(at: 0) == "3")
    spoken.add(value: 4, reason: "", at: 0.1)
    spoken.add(value: 5, reason: "", at: 0.2)
    #expect(spoken.next(at: 0.3) == nil)
    #expect(spoken.next(at: 0.7) == "5")
    #expect(spoken.next(at: 2) == nil)
  }

  @Test func whatIsLongPastIsNotSaid() {
    var spoken = SpokenScores()
    spoken.add(value: 2, reason: "", at: 0)
    #expect(spoken.next(at: 1.6) == nil)
    #expect(spoken.next(at: 1.6) == nil)
  }

  @Test func theReasonIsSaidWithoutItsDoubts() {
    var spoken = SpokenScores(style: .reason)
    spoken.add(value: 4, reason: "7 cm from the centre, towards the tip; could be 3 or 4", at: 0)
    #expect(spoken.next(at: 0) == "4. 7 cm from the centre, towards the tip")
    spoken.add(value: nil, reason: "no score: the ball could not be seen", at: 3)
    #expect(spoken.next(at: 3) == "No score")
  }

  @Test func silenceIsSilence() {
    var spoken = SpokenScores(style: .silent)
    spoken.add(value: 5, reason: "", at: 0)
    #expect(spoken.next(at: 0) == nil)
  }
}
