/// Which candidates become hits: the strongest of each moment, in time's order.

import SweetspotModels

/// A candidate and whether sight alone makes it a hit; the others wait for the sound.
struct Chosen: Sendable {
  let candidate: Candidate
  let isShown: Bool
}

/// Keeps candidates until nothing stronger can come beside them.
///
/// Of those close together only the strongest is a hit by sight. What says the same moment less
/// clearly is dropped; another moment nearby is kept as an alternative, for the sound to choose.
/// What has been given out once is never taken back.
struct Selection: Sendable {
  private let p: HitParameters
  private var pool: [Candidate] = []
  private var given: [Candidate] = []

  /// Candidates so close together speak of the same moment.
  static let sameS = 0.1

  init(_ parameters: HitParameters) {
    p = parameters
  }

  /// Takes candidates in any order; those not worth keeping are dropped.
  mutating func add(_ candidates: [Candidate]) {
    pool += candidates.filter { $0.confidence >= p.keepFrom }
  }

  /// Returns the winners up to a time (real seconds), earliest first.
  mutating func settle(until untilS: Double) -> [Chosen] {
    guard !pool.isEmpty || !given.isEmpty else { return [] }
    var won: [Int] = []
    for (i, candidate) in pool.enumerated() where candidate.timeS <= untilS {
      if !isBeaten(i, within: Self.sameS) { won.append(i) }
    }
    won.sort { (pool[$0].timeS, $0) < (pool[$1].timeS, $1) }
    let chosen = won.map {
      Chosen(
        candidate: pool[$0],
        isShown: pool[$0].confidence >= p.showFrom && !isBeaten($0, within: p.apartS))
    }
    given.removeAll { !($0.timeS > untilS - 2 * p.apartS) }
    given += chosen.map(\.candidate)
    pool.removeAll { !($0.timeS > untilS) }
    return chosen
  }

  private func isBeaten(_ index: Int, within windowS: Double) -> Bool {
    let candidate = pool[index]
    func beats(_ other: Candidate) -> Bool {
      abs(other.timeS - candidate.timeS) < windowS && rank(other) > rank(candidate)
    }
    return given.contains(where: beats)
      || pool.indices.contains { $0 != index && beats(pool[$0]) }
  }

  private func rank(_ candidate: Candidate) -> (Double, Double, Int) {
    (candidate.logOdds, -candidate.timeS, -candidate.holder)
  }
}
