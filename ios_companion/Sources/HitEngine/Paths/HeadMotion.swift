/// The racket head through time: where the strings' centre is, how large, how fast.

import Foundation
import SweetspotModels

/// A head at one moment between pictures; lengths in px.
struct Head: Sendable {
  var centre: Point
  let half: Extent
  let sigmaPx: Double
  let tip: Point?

  /// The box around the strings.
  var xyxy: Box {
    Box(
      x0: centre.x - half.width, y0: centre.y - half.height, x1: centre.x + half.width,
      y1: centre.y + half.height)
  }

  /// Returns where a point is, in half extents from the centre.
  func offset(of point: Point) -> Point {
    Point(x: (point.x - centre.x) / half.width, y: (point.y - centre.y) / half.height)
  }
}

/// The head's path through the one to four sights around a moment.
struct HeadCurve: Sendable {
  let sights: [HeadSight]
  let path: Path

  /// Returns the head at a moment near the one asked for.
  func at(_ timeS: Double) -> Head {
    let (half, tip) = shape(at: timeS)
    return Head(centre: path.at(timeS), half: half, sigmaPx: path.sigmaAt(timeS), tip: tip)
  }

  /// Returns half extents and tip direction, nearer and surer sights counting more.
  private func shape(at timeS: Double) -> (Extent, Point?) {
    var (total, width, height, tipX, tipY) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for seen in sights {
      let weight = (seen.derived ? 0.1 : 1) / (0.02 + abs(seen.sight.timeS - timeS))
      total += weight
      width += weight * seen.half.width
      height += weight * seen.half.height
      if let tip = seen.tip {
        tipX += weight * tip.x
        tipY += weight * tip.y
      }
    }
    let length = hypot(tipX, tipY)
    // Sights that point against each other leave no direction.
    let tip = length > 0.5 * total ? Point(x: tipX / length, y: tipY / length) : nil
    return (Extent(width: width / total, height: height / total), tip)
  }
}

/// One player's racket head around a moment, from the pictures before and after it.
struct HeadMotion: Sendable {
  /// In time's order.
  let sights: [HeadSight]
  let heightPx: Double

  /// A head's acceleration in player heights/s²: 30 m/s on a circle of 1.2 m.
  static let turnAccel = 400.0
  /// How fast that turns with the circle, in player heights/s³: 20 m/s turned 17 times a second.
  static let turnJerk = 3000.0
  /// A head's speed in player heights/s: swings reach 20 to 35 m/s.
  static let speedSigma = 12.0
  /// Player heights/s, 43 m/s: no racket is so fast, two boxes are of two things.
  static let falseSpeed = 24.0
  /// Sights further from the asked moment say nothing of a head in full swing.
  static let nearS = 0.13

  /// Returns the head's way near a time; nil when no picture near it shows a head.
  func around(_ timeS: Double) -> HeadCurve? {
    let before = sights.filter { -Self.nearS <= $0.sight.timeS - timeS && $0.sight.timeS <= timeS }
    let after = sights.filter { 0 < $0.sight.timeS - timeS && $0.sight.timeS - timeS <= Self.nearS }
    let near = Array(before.suffix(2) + after.prefix(2))
    guard !near.isEmpty else { return nil }
    let prior = Prior(
      speedSigma: Self.speedSigma * heightPx, accelSigma: Self.turnAccel * heightPx,
      jerkSigma: Self.turnJerk * heightPx)
    let path = Path(through: near.map(\.sight)[...], originS: timeS, prior: prior)
    return HeadCurve(sights: near, path: path)
  }

  /// Returns the greatest speed between sights around a time, in player heights/s.
  ///
  /// A head lost to blur counts by where it comes out again.
  func swing(_ timeS: Double, windowS: Double = 0.2) -> Double {
    var best = 0.0
    var last: HeadSight?
    for seen in sights where abs(seen.sight.timeS - timeS) <= windowS {
      if let last {
        let speed = last.speed(to: seen) / heightPx
        if speed < Self.falseSpeed, speed > best { best = speed }
      }
      last = seen
    }
    return best
  }
}
