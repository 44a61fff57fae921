/// A session's figures: how many hits, how well on average, how many of each score.

import Foundation
import SweetspotModels

/// The figures of some hits; rejected ones do not count.
public struct Tally: Equatable, Sendable {
  /// Hits that count, scored or not.
  public private(set) var hits = 0
  /// Hits of score 1 to 5; the first stands for score 1.
  public private(set) var counts = [0, 0, 0, 0, 0]

  /// Begins with nothing.
  public init() {}

  /// Counts some hits under a rule.
  public init(_ hits: [Hit], rule: ScoreRule = .standard) {
    for hit in hits { add(hit, rule.score(hit)) }
  }

  /// Hits that have a score.
  public var scored: Int { counts.reduce(0, +) }

  /// The mean score; nil without a scored hit.
  public var mean: Double? {
    guard scored > 0 else { return nil }
    let sum = counts.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
    return Double(sum) / Double(scored)
  }

  /// The share of scores 4 and 5 among the scored hits; nil without one.
  public var goodShare: Double? {
    scored > 0 ? Double(counts[3] + counts[4]) / Double(scored) : nil
  }

  /// Counts one more hit.
  public mutating func add(_ hit: Hit, _ score: Score) {
    guard hit.status != .rejected else { return }
    hits += 1
    if let value = score.value, (1...5).contains(value) { counts[value - 1] += 1 }
  }

  /// In words, as "12 hits, 3.8 on average".
  public var words: String {
    let said = hits == 1 ? "1 hit" : "\(hits) hits"
    guard let mean else { return hits == 0 ? "No hits yet" : "\(said), none scored" }
    return "\(said), \(String(format: "%.1f", mean)) on average"
  }
}
