/// Places where a detector keeps seeing a weak box: signs, net posts and balls that lie about.

import SweetspotModels

/// Where and since when something is seen, how often, and its smaller side (px).
struct Spot: Sendable {
  let xy: Point
  let side: Double
  let firstS: Double
  var lastS: Double
  var n = 1

  /// A box that is so near (in its smaller side) is seen at the same spot.
  static let nearSides = 0.6
  /// So often something is seen at one spot before it counts as lying there,
  static let leastSeen = 4
  /// and so long.
  static let leastS = 0.25

  /// Whether a box lies here.
  func holds(_ box: Seen) -> Bool {
    distance(box.centre, xy) <= Self.nearSides * max(side, box.size.least)
  }

  /// Whether it has been seen here often and long enough.
  var isStill: Bool { n >= Self.leastSeen && lastS - firstS >= Self.leastS }
}

/// Remembers where boxes were seen; memory is bounded by `forgetS`.
struct StillSpots: Sendable {
  private var spots: [Spot] = []

  /// A spot at which nothing was seen for so long is forgotten: the camera has moved.
  static let forgetS = 2.0

  /// Takes the boxes of the picture at `timeS` (s).
  mutating func update(timeS: Double, boxes: [Seen]) {
    spots.removeAll { !(timeS - $0.lastS <= Self.forgetS) }
    for box in boxes {
      if let i = spots.firstIndex(where: { $0.holds(box) }) {
        if spots[i].lastS < timeS { spots[i].n += 1 }
        spots[i].lastS = timeS
      } else {
        spots.append(Spot(xy: box.centre, side: box.size.least, firstS: timeS, lastS: timeS))
      }
    }
  }

  /// Returns whether something lies where a box is.
  func hold(_ box: Seen) -> Bool {
    spots.contains { $0.isStill && $0.holds(box) }
  }

  /// Forgets every spot.
  mutating func clear() {
    spots.removeAll(keepingCapacity: true)
  }
}
