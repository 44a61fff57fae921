/// The sights of one ball, and which questions were asked of it.

import SweetspotModels

/// The sights of one ball track.
struct Flight: Sendable {
  let trackId: Int
  private(set) var sights: [Sight] = []
  /// The next place between two sights to be asked about.
  var nextSplit = 1
  var isBegun = false
  var isEnded = false
  private var skipped = false

  /// Sights kept: two thirds of a second at 240 pictures per second.
  static let most = 160

  /// Begins with the first sight of a ball.
  init(_ ball: Shown, at timeS: Double, _ p: HitParameters) {
    trackId = ball.trackId
    add(ball, at: timeS, p)
  }

  /// When the ball was first seen.
  var firstS: Double { sights.first?.timeS ?? -.infinity }
  /// When the ball was last seen.
  var lastS: Double { sights.last?.timeS ?? -.infinity }

  /// Takes a sight of the ball.
  mutating func add(_ ball: Shown, at timeS: Double, _ p: HitParameters) {
    let (xy, side) = (ball.centre, ball.side)
    var step = 0.0
    if let last = sights.last {
      step = distance(last.xy, xy)
      let moved = sights.count > 1 ? distance(sights[sights.count - 2].xy, last.xy) : 0
      // A ball cannot stop in the air for one picture: the film repeats itself there.
      if step < 0.2 * side, moved > 0.8 * side, !skipped {
        skipped = true
        return
      }
    }
    skipped = false
    let sigma = p.ballSigmaSides * side + p.blurSigmaShare * step
    sights.append(
      Sight(timeS: timeS, xy: xy, sigmaPx: sigma, sidePx: side, score: ball.score))
  }

  /// Drops the oldest sights of a long flight.
  mutating func trim() {
    let spare = sights.count - Self.most
    guard spare > 0 else { return }
    sights.removeFirst(spare)
    nextSplit = max(1, nextSplit - spare)
  }
}
