/// One detected box, and one object followed through boxes.

import SweetspotModels

/// One detected box, in px, and its score.
struct Seen: Sendable {
  let xyxy: Box
  let score: Double

  /// The middle of the box.
  var centre: Point { xyxy.centre }
  /// Width and height, at least half a pixel.
  var size: Extent { Extent(width: max(xyxy.width, 0.5), height: max(xyxy.height, 0.5)) }
}

/// A width and a height in px.
struct Extent: Sendable {
  var width: Double
  var height: Double

  /// The smaller side.
  var least: Double { min(width, height) }
  /// The larger side.
  var most: Double { max(width, height) }
}

/// One object followed so far; `motion` is of its centre, `size` smoothed, in px.
///
/// `anchor` is where it was when it last went `stillSides` of its smaller side away from the
/// anchor before: an object whose `anchorS` is long ago lies still.
struct Trail: Sendable {
  let trackId: Int
  let kind: ObjectClass
  var motion: Motion
  var size: Extent
  var score: Double
  var nSeen: Int
  var lastSeenS: Double
  var anchor: Point
  var anchorS: Double
  var seenNow: Seen?

  /// So many boxes make a trail worth waiting for.
  static let knownSeen = 4
  /// What goes less than this stays where it is.
  static let stillSides = 1.5

  /// Begins with a box that continues nothing.
  init(trackId: Int, kind: ObjectClass, rules: FollowRules, timeS: Double, box: Seen) {
    self.trackId = trackId
    self.kind = kind
    let side = box.size.least
    motion = Motion(
      startedAt: timeS, position: box.centre, sigmaPx: rules.sigmaSides * side,
      speedSigma: rules.speedSigmaSides * side)
    size = box.size
    score = box.score
    nSeen = 1
    lastSeenS = timeS
    anchor = box.centre
    anchorS = timeS
    seenNow = box
  }

  /// The smaller side: a ball's diameter even when motion blur draws it long.
  var side: Double { size.least }

  /// Where the object should be.
  var expected: Box { Box(around: motion.position, width: size.width, height: size.height) }

  /// Where the object is now: the seen box, or the expected one.
  var xyxy: Box { seenNow?.xyxy ?? expected }

  /// Goes on to the time of another picture, unseen so far.
  mutating func carry(to timeS: Double, rules: FollowRules) {
    motion.predict(to: timeS, noise: rules.noiseSides * (side * side))
    seenNow = nil
  }

  /// Takes a box as the object's.
  mutating func take(_ box: Seen, rules: FollowRules) {
    let centre = box.centre
    motion.update(seen: centre, sigmaPx: rules.sigmaSides * max(side, box.size.least))
    if distance(centre, anchor) > Self.stillSides * side {
      anchor = centre
      anchorS = motion.timeS
    }
    let keep = rules.sizeMemory
    size = Extent(
      width: keep * size.width + (1 - keep) * box.size.width,
      height: keep * size.height + (1 - keep) * box.size.height)
    score = box.score
    nSeen += 1
    lastSeenS = motion.timeS
    seenNow = box
  }

  /// Whether it has been out of sight for too long.
  func isGone(at timeS: Double, rules: FollowRules) -> Bool {
    let patience = nSeen >= Self.knownSeen ? rules.lostAfterS : rules.freshLostAfterS
    return timeS - lastSeenS > patience
  }
}
