/// Which boxes of two sides are the same object.

import SweetspotModels

/// The same object on both sides, by its places in their lists.
struct BoxPair {
  let ours: Int
  let theirs: Int
  let expected: GoldenBox
  let found: GoldenBox
  /// The largest way of an edge, in pixels.
  let shiftPx: Double

  var change: Double { abs(expected.score - found.score) }

  /// Boxes of one class whose edges are so near, or within half their side, are the same object.
  private static let nearPx = 4.0

  private struct Candidate {
    let cost: Double
    let pair: BoxPair
  }

  /// Returns the pairs, nearest first, each box once.
  ///
  /// Of twins the ones with the nearest scores belong together, so that no shift is invented.
  static func of(_ expected: [GoldenBox], _ found: [GoldenBox], _ tolerance: Tolerance)
    -> [BoxPair]
  {
    var near: [Candidate] = []
    for (i, ours) in expected.enumerated() {
      let reach = max(nearPx, tolerance.shiftPx, ours.xyxy.meanSide / 2)
      for (j, theirs) in found.enumerated() where ours.label == theirs.label {
        let shift = ours.xyxy.shift(to: theirs.xyxy)
        guard shift <= reach else { continue }
        let pair = BoxPair(ours: i, theirs: j, expected: ours, found: theirs, shiftPx: shift)
        near.append(Candidate(cost: shift + pair.change, pair: pair))
      }
    }
    near.sort { ($0.cost, $0.pair.ours, $0.pair.theirs) < ($1.cost, $1.pair.ours, $1.pair.theirs) }
    var (takenOurs, takenTheirs) = (Set<Int>(), Set<Int>())
    return near.map(\.pair).filter { pair in
      guard !takenOurs.contains(pair.ours), !takenTheirs.contains(pair.theirs) else { return false }
      takenOurs.insert(pair.ours)
      takenTheirs.insert(pair.theirs)
      return true
    }
  }

  /// Whether a box moved only because the cell beside its peak won by a hair.
  func isTied(_ ties: [GoldenBox], _ tolerance: Tolerance) -> Bool {
    let allowed = tolerance.allowedPx(expected)
    return shiftPx >= allowed
      && ties.contains { tie in
        tie.label == expected.label && tie.score >= expected.score - 2 * tolerance.edge
          && abs(tie.score - found.score) <= tolerance.edge
          && tie.xyxy.shift(to: found.xyxy) < allowed
      }
  }
}
