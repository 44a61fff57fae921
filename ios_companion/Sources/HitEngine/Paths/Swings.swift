/// Everybody's racket heads over the last seconds, and the fastest moments of their swings.

import SweetspotModels

/// A peak of speed (player heights/s) of a player's racket head.
struct Swing: Sendable {
  let holder: Int
  let timeS: Double
  let timeSigmaS: Double
  let speed: Double
  let heightPx: Double
  let heads: HeadMotion
}

/// One player's racket heads.
struct Heads {
  let holder: Int
  var sights = Queue<HeadSight>()
  /// Up to here it was asked whether there was a swing.
  var askedS = -Double.infinity
  /// His size in px, where he was seen.
  var heightPx: Double?

  /// A player's height in mean head sides: 1.8 m over 33 cm; for rackets without a player.
  static let racketPerHeight = 5.4

  /// His size in px, guessed from the racket where he was not seen.
  var height: Double { heightPx ?? Self.racketPerHeight * (sights.last?.sight.sidePx ?? 1) }

  /// Returns the speed between two neighbouring sights in heights/s; what is too fast is none.
  func speed(_ i: Int) -> Double {
    let speed = sights[i].speed(to: sights[i + 1]) / height
    return speed < HeadMotion.falseSpeed ? speed : 0
  }

  func motion(from lowS: Double, to highS: Double, heightPx: Double) -> HeadMotion {
    let near = sights.filter { lowS <= $0.sight.timeS && $0.sight.timeS <= highS }
    return HeadMotion(sights: near, heightPx: heightPx)
  }

  /// Whether no other speed within the wait is greater, or as great and earlier.
  func isPeak(_ i: Int, waitS: Double) -> Bool {
    let (atS, mine) = (sights[i + 1].sight.timeS, speed(i))
    for j in 0..<(sights.count - 1) where abs(sights[j + 1].sight.timeS - atS) <= waitS {
      let other = speed(j)
      if other > mine || (other == mine && j < i) { return false }
    }
    return true
  }
}

/// Keeps the head sights of every holder; memory is bounded by `forget`.
struct Swings: Sendable {
  /// By holder.
  private var heads: [Heads] = []

  /// Takes the heads of one scene.
  mutating func push(_ scene: Scene) {
    for holding in scene.holdings {
      guard let sight = HeadSight(on: scene, holding: holding) else { continue }
      let at = place(of: holding.holder)
      heads[at].sights.append(sight)
    }
    for i in heads.indices {
      if let box = scene.player(heads[i].holder) { heads[i].heightPx = heightOf(box) }
    }
  }

  /// Drops what is older.
  mutating func forget(before oldestS: Double) {
    for i in heads.indices {
      while let first = heads[i].sights.first, first.sight.timeS < oldestS {
        heads[i].sights.popFirst()
      }
    }
    heads.removeAll { $0.sights.isEmpty }
  }

  /// Drops everything.
  mutating func clear() {
    heads.removeAll()
  }

  /// Returns the head of a holder between two times.
  func motion(_ holder: Int, from lowS: Double, to highS: Double, heightPx: Double) -> HeadMotion {
    guard let found = heads.first(where: { $0.holder == holder }) else {
      return HeadMotion(sights: [], heightPx: heightPx)
    }
    return found.motion(from: lowS, to: highS, heightPx: heightPx)
  }

  /// Gives each swing once, when what followed its fastest moment is known.
  mutating func peaks(at now: Double, _ p: HitParameters) -> [Swing] {
    var found: [Swing] = []
    for k in heads.indices {
      let known = heads[k]
      // Of all sights only the few that were not asked about are looked at.
      var first = known.sights.count - 1
      while first > 0, known.sights[first].sight.timeS > known.askedS { first -= 1 }
      for i in first..<max(first, known.sights.count - 1) {
        let endS = known.sights[i + 1].sight.timeS
        if endS <= known.askedS || now - endS < p.swingWaitS { continue }
        heads[k].askedS = endS
        let speed = known.speed(i)
        guard speed >= p.swingFullHeights, known.isPeak(i, waitS: p.swingWaitS) else { continue }
        let startS = known.sights[i].sight.timeS
        found.append(
          Swing(
            holder: known.holder, timeS: (startS + endS) / 2,
            timeSigmaS: max(0.04, (endS - startS) / 2), speed: speed, heightPx: known.height,
            heads: known.motion(from: startS - 0.3, to: endS + 0.3, heightPx: known.height)))
      }
    }
    return found
  }

  /// Returns where a holder's heads are kept, in the holders' order.
  private mutating func place(of holder: Int) -> Int {
    let at = heads.firstIndex { $0.holder >= holder } ?? heads.endIndex
    if at == heads.endIndex || heads[at].holder != holder {
      heads.insert(Heads(holder: holder), at: at)
    }
    return at
  }
}
