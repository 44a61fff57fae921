/// The hits of a watch as they stand: called early, found, heard, taken back.

import HitEngine
import SweetspotModels

/// What an event means for eye and ear.
public enum HitNews: Equatable, Sendable {
  /// Show it and say it: it is new, or its score is another than was said.
  case say(ScoredHit)
  /// Show it: what was said stands, or it is too long ago to be said.
  case show(ScoredHit)
  /// Take it away: there was none.
  case takeBack(String)
}

/// Keeps the hits that count while calls come before and sound comes after the engine's word.
public struct HitLedger: Equatable, Sendable {
  /// The hits that count now, by time; calls are none of them until they are found.
  public private(set) var hits: [Hit] = []
  private let rule: ScoreRule
  private var said: [Int: Int?] = [:]

  /// Begins without hits.
  public init(rule: ScoreRule = .standard) { self.rule = rule }

  /// The figures of the hits that count now.
  public var tally: Tally { Tally(hits, rule: rule) }

  /// Takes in an event of the watch; returns what is to be shown or said.
  public mutating func take(_ event: WatchEvent) -> HitNews {
    switch event {
    case .called(let call):
      let scored = ScoredHit(call.hit, rule: rule)
      said[call.number] = scored.score.value
      return .say(scored)
    case .found(let hit, let call):
      put(hit)
      let scored = ScoredHit(hit, rule: rule)
      guard let call, let before = said.removeValue(forKey: call) else { return .say(scored) }
      return before == scored.score.value ? .show(scored) : .say(scored)
    case .withdrawn(let call):
      said[call.number] = nil
      return .takeBack(call.hit.id)
    case .heard(let hit, _):
      put(hit)
      return .show(ScoredHit(hit, rule: rule))
    case .unheard(let hit):
      hits.removeAll { $0.id == hit.id }
      return .takeBack(hit.id)
    }
  }

  private mutating func put(_ hit: Hit) {
    hits.removeAll { $0.id == hit.id }
    let at = hits.firstIndex { $0.timeS > hit.timeS } ?? hits.endIndex
    hits.insert(hit, at: at)
  }
}
