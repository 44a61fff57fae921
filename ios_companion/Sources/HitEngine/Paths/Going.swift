/// How something goes as seen by a player: what runs along with him is a part of him.

import SweetspotModels

/// The middle of one player through time; without him, a place that stands still.
struct Going {
  private var times: [Double] = []
  private var middles: [Point] = []

  /// So many sights tell whether something goes with the player.
  static let leastRide = 3

  init(_ scenes: Queue<Scene>, holder: Int) {
    for scene in scenes {
      guard let box = scene.player(holder) else { continue }
      times.append(scene.timeS)
      middles.append(box.centre)
    }
  }

  /// Returns a point (px) from the player's middle at the nearest time he is seen.
  func seenFrom(_ point: Point, _ timeS: Double) -> Point {
    guard !times.isEmpty else { return point }
    let after = firstNotBefore(timeS)
    var near = min(max(0, after - 1), times.count - 1)
    if after > 0, after < times.count, abs(times[after] - timeS) < abs(times[near] - timeS) {
      near = after
    }
    return Point(x: point.x - middles[near].x, y: point.y - middles[near].y)
  }

  /// Returns how far (px) from the contact the ball was seen on one side of it.
  ///
  /// Both as the player sees it: shoes go a long way over the court, but not from him.
  func travel(_ way: Sights, contact: Point, timeS: Double) -> Double {
    let here = seenFrom(contact, timeS)
    return way.reduce(0) { max($0, distance(seenFrom($1.xy, $1.timeS), here)) }
  }

  /// Returns how far (px) the run goes as seen by the player; infinite where it is unknown.
  func ride(_ run: Sights) -> Double {
    var seen: [Point] = []
    for sight in run {
      let at = firstNotBefore(sight.timeS)
      guard at < times.count, times[at] == sight.timeS else { continue }
      seen.append(seenFrom(sight.xy, sight.timeS))
    }
    guard seen.count >= Self.leastRide, let first = seen.first, let last = seen.last else {
      return .infinity
    }
    return seen.reduce(0) { max($0, distance(first, $1), distance(last, $1)) }
  }

  private func firstNotBefore(_ timeS: Double) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < timeS { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
