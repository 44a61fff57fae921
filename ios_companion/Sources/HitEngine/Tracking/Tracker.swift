/// Boxes linked through time, class by class: confident boxes first, then the weak ones.

import SweetspotModels

/// Follows all objects of a film: boxes and times go in, one step per picture.
///
/// The idea of two rounds, confident boxes before weak ones, is ByteTrack's (Zhang et al.,
/// arXiv:2110.06864). Times are real seconds; steps may be of any length.
struct Tracker: Sendable {
  private var trails: [[Trail]] = FollowRules.all.map { _ in [] }
  private var nextId = 1

  /// Takes the boxes of the picture at `timeS` and returns every living trail.
  mutating func step(timeS: Double, seen: SeenByClass) -> [Trail] {
    var alive: [Trail] = []
    for (index, (kind, rules)) in FollowRules.all.enumerated() {
      follow(index, kind, rules, timeS, seen[kind])
      alive += trails[index]
    }
    return alive
  }

  /// Forgets every trail: the film goes on with another scene.
  mutating func cut() {
    for index in trails.indices { trails[index].removeAll(keepingCapacity: true) }
  }

  private mutating func follow(
    _ index: Int, _ kind: ObjectClass, _ rules: FollowRules, _ timeS: Double, _ boxes: [Seen]
  ) {
    for i in trails[index].indices { trails[index][i].carry(to: timeS, rules: rules) }
    let strong = boxes.prefix { $0.score >= rules.confident }
    let weak = boxes.dropFirst(strong.count)
    var everyone = Array(trails[index].indices)
    let new = link(index, &everyone, strong, rules)
    // A ball lost for a while may be anywhere, and a weak box anything.
    var recent = everyone.filter { timeS - trails[index][$0].lastSeenS <= rules.weakWithinS }
    _ = link(index, &recent, weak, rules)
    trails[index].removeAll { $0.seenNow == nil && $0.isGone(at: timeS, rules: rules) }
    for box in new {
      trails[index].append(
        Trail(trackId: nextId, kind: kind, rules: rules, timeS: timeS, box: box))
      nextId += 1
    }
  }

  /// Gives boxes to the trails numbered in `unseen`; leaves there who got none.
  ///
  /// Returns the boxes left over.
  private mutating func link(
    _ index: Int, _ unseen: inout [Int], _ boxes: ArraySlice<Seen>, _ rules: FollowRules
  ) -> [Seen] {
    guard !unseen.isEmpty, !boxes.isEmpty else { return Array(boxes) }
    var cost: [Double] = []
    cost.reserveCapacity(unseen.count * boxes.count)
    for number in unseen {
      for box in boxes { cost.append(rules.cost.of(trails[index][number], box)) }
    }
    let found = match(cost: cost, rows: unseen.count, columns: boxes.count)
    for (row, column) in found.pairs {
      trails[index][unseen[row]].take(boxes[boxes.startIndex + column], rules: rules)
    }
    unseen = found.rows.map { unseen[$0] }
    return found.columns.map { boxes[boxes.startIndex + $0] }
  }
}
