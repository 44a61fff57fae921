import CompanionState
import HitEngine
import SweetspotModels
import Testing

/// The hits of a watch as they stand.
struct HitLedgerTests {
  private func hit(_ id: String, _ timeS: Double = 1, u: Double = 0.1) -> Hit {
    Hit(id: id, timeS: timeS, frame: 60, confidence: 0.9, offset: Point(x: u, y: 0))
  }

  /// Calls as the engine makes them, one for each hit.
  private func call(_ hit: Hit, into calls: inout OpenCalls) -> EarlyCall { calls.add(hit) }

  @Test func aCallThatIsConfirmedIsSaidOnce() {
    var (ledger, calls) = (HitLedger(), OpenCalls(slow: 1))
    let early = call(hit("a"), into: &calls)
    #expect(ledger.take(.called(early)) == .say(ScoredHit(hit("a"))))
    #expect(ledger.hits.isEmpty)
    let found = hit("a", 1.01, u: 0.15)
    #expect(ledger.take(.found(found, call: early.number)) == .show(ScoredHit(found)))
    #expect(ledger.tally.words == "1 hit, 5.0 on average")
  }

  @Test func aCallThatWasWrongIsCorrectedOrTakenBack() {
    var (ledger, calls) = (HitLedger(), OpenCalls(slow: 1))
    let first = call(hit("a"), into: &calls)
    _ = ledger.take(.called(first))
    let found = hit("a", u: 0.7)
    #expect(ledger.take(.found(found, call: first.number)) == .say(ScoredHit(found)))
    let second = call(hit("b", 3), into: &calls)
    _ = ledger.take(.called(second))
    #expect(ledger.take(.withdrawn(second)) == .takeBack(second.hit.id))
    #expect(ledger.hits == [found])
  }

  @Test func soundAddsBettersAndTakesAway() {
    var ledger = HitLedger()
    #expect(ledger.take(.found(hit("b", 2), call: nil)) == .say(ScoredHit(hit("b", 2))))
    let weak = hit("a", 1)
    #expect(ledger.take(.heard(weak, isNew: true)) == .show(ScoredHit(weak)))
    #expect(ledger.hits.map(\.id) == ["a", "b"])
    var surer = hit("b", 2)
    surer.confidence = 0.99
    _ = ledger.take(.heard(surer, isNew: false))
    #expect(ledger.hits == [weak, surer])
    #expect(ledger.take(.unheard(weak)) == .takeBack("a"))
    #expect(ledger.tally.hits == 1)
  }
}
