/// What is on one picture: players, what they hold, and balls, each under its track.

import SweetspotModels

/// One object seen on one picture.
struct Shown: Sendable {
  let trackId: Int
  let kind: ObjectClass
  let xyxy: Box
  let score: Double
  /// How long it has lain at one place, in seconds.
  let stillS: Double

  /// The middle of the box.
  var centre: Point { xyxy.centre }
  /// The smaller side, at least a pixel.
  var side: Double { max(min(xyxy.width, xyxy.height), 1) }
}

/// A player's track and his box, seen or expected.
struct Player: Sendable {
  let number: Int
  let box: Box
}

/// What one player holds: the boxes of racket and racket head, where seen.
struct Holding: Sendable {
  /// The player's track; a racket without a player goes by minus its own.
  let holder: Int
  var racket: Shown?
  var head: Shown?
}

/// One picture; `timeS` runs in real seconds.
final class Scene: Sendable {
  let frame: Int
  let timeS: Double
  /// By class, then by track.
  let shown: [Shown]
  /// By track.
  let players: [Player]
  let holdings: [Holding]
  let balls: [Shown]

  /// What has not moved for so long is rather a part of the background.
  static let stillS = 0.6
  /// Rackets seen less surely than this are as often an arm or a shoe.
  static let heldScore = 0.25
  /// How far a racket's middle may be from its player's box, in the player's longer sides: an
  /// arm of 0.4 body heights, half a racket of 0.2, and a box that is cut close.
  static let reachHeights = 0.75

  /// Gives rackets to players and heads to rackets.
  init(frame: Int, timeS: Double, trails: [Trail]) {
    self.frame = frame
    self.timeS = timeS
    var shown: [Shown] = []
    shown.reserveCapacity(trails.count)
    for trail in trails {
      guard let seen = trail.seenNow else { continue }
      shown.append(
        Shown(
          trackId: trail.trackId, kind: trail.kind, xyxy: seen.xyxy, score: trail.score,
          stillS: timeS - trail.anchorS))
    }
    self.shown = shown
    players = trails.lazy.filter { $0.kind == .player }
      .map { Player(number: $0.trackId, box: $0.xyxy) }
    holdings = Self.holdings(players: players, shown: shown)
    balls = shown.filter { $0.kind == .ball }
  }

  /// Returns the box of a player; nil where there is none.
  func player(_ number: Int) -> Box? {
    players.first { $0.number == number }?.box
  }

  /// Returns what a player holds; nil where that is nothing.
  func holding(_ holder: Int) -> Holding? {
    holdings.first { $0.holder == holder }
  }

  /// Returns the object of a track; nil where it is not seen.
  func object(_ trackId: Int) -> Shown? {
    shown.first { $0.trackId == trackId }
  }

  private static func holdings(players: [Player], shown: [Shown]) -> [Holding] {
    var held: [Holding] = []
    for racket in claims(of: .racket, in: shown) {
      let key = owner(of: racket.centre, among: players) ?? -racket.trackId
      if !held.contains(where: { $0.holder == key }) {
        held.append(Holding(holder: key, racket: racket))
      }
    }
    for head in claims(of: .racketHead, in: shown) {
      let key = holder(of: head, players: players, held: held)
      if let i = held.firstIndex(where: { $0.holder == key }) {
        if held[i].head == nil { held[i].head = head }
      } else {
        held.append(Holding(holder: key, head: head))
      }
    }
    return held
  }

  /// Orders what a player may hold: things that move first, a sign on the wall last.
  private static func claims(of kind: ObjectClass, in shown: [Shown]) -> [Shown] {
    shown.filter { $0.kind == kind && $0.score >= heldScore }.sorted {
      let (a, b) = ($0.stillS >= stillS ? 1 : 0, $1.stillS >= stillS ? 1 : 0)
      return (a, -$0.score, $0.trackId) < (b, -$1.score, $1.trackId)
    }
  }

  private static func holder(of head: Shown, players: [Player], held: [Holding]) -> Int {
    let centre = head.centre
    for holding in held {
      guard let box = holding.racket?.xyxy else { continue }
      let slack = 0.15 * max(box.width, box.height)
      if box.x0 - slack <= centre.x, centre.x <= box.x1 + slack,
        box.y0 - slack <= centre.y, centre.y <= box.y1 + slack
      {
        return holding.holder
      }
    }
    return owner(of: centre, among: players) ?? -head.trackId
  }

  /// Returns the player who can hold something at a point: the nearest within reach.
  static func owner(of point: Point, among players: [Player]) -> Int? {
    var best: Int?
    var bestCost = Double.infinity
    for player in players {
      let height = heightOf(player.box)
      let gap = gapToBox(point, player.box) / height
      // Between overlapping players the one whose middle is nearer holds it.
      let cost = gap + 0.2 * distance(point, player.box.centre) / height
      if gap <= reachHeights, cost < bestCost { (best, bestCost) = (player.number, cost) }
    }
    return best
  }
}
