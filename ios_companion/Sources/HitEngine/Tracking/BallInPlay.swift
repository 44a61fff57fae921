/// The ball in play among all balls.

import SweetspotModels

/// Returns the track of the ball in play on a scene: one that moves, near the player first.
///
/// `window` holds the scenes around it, itself too, in time's order.
func ballInPlay(
  _ window: some Sequence<Scene>, on scene: Scene, player: Box?
) -> Int? {
  var best: Int?
  var bestWorth = 0.0
  for ball in scene.balls where ball.stillS < BallWay.stillS {
    var way = BallWay(trackId: ball.trackId)
    for one in window { way.take(one) }
    let reach = way.reachPx / ball.side
    guard reach >= BallWay.movesSides else { continue }
    let away = player.map { gapToBox(ball.centre, $0) / heightOf($0) } ?? 0
    let worth = min(reach, 30) + 2 * Double(min(way.count, 10)) - 4 * min(away, 4) + 20
    if worth > bestWorth { (best, bestWorth) = (ball.trackId, worth) }
  }
  return best
}

/// How often one ball is seen, and how far it goes from where it was seen first.
struct BallWay {
  let trackId: Int
  var first: Point?
  var count = 0
  var reachPx = 0.0

  /// What has not moved for so long is not in play,
  static let stillS = 0.6
  /// nor a ball that goes less than this many diameters over the window.
  static let movesSides = 2.0

  mutating func take(_ scene: Scene) {
    guard let ball = scene.balls.first(where: { $0.trackId == trackId }) else { return }
    count += 1
    if let first {
      reachPx = max(reachPx, distance(first, ball.centre))
    } else {
      first = ball.centre
    }
  }
}
