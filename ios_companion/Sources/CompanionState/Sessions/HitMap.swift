/// Where on the strings every ball was met: points on one racket face, tip up.

import Foundation
import SweetspotModels

/// One hit on the face.
public struct HitMapPoint: Equatable, Sendable, Identifiable {
  /// The hit's name.
  public let id: String
  /// To the right and towards the tip; the rim is at 1.
  public let at: Point
  /// The score, 1 to 5; nil where it is not known.
  public let value: Int?
  /// Whether the score is doubtful.
  public let doubtful: Bool
}

/// Where the points lie together: their mean, and one standard deviation around it.
public struct HitSpread: Equatable, Sendable {
  /// The mean, to the right and towards the tip.
  public let centre: Point
  /// One standard deviation along the longer axis and along the shorter.
  public let halfAxes: Point
  /// The angle from "to the right" to the longer axis, in degrees, -90..<90, positive towards the tip.
  public let angleDegrees: Double
}

/// All contact points of a practice, as `app/panels/hit_map.py` shows them.
public struct HitMap: Equatable, Sendable {
  /// The points, in the hits' order.
  public let points: [HitMapPoint]
  /// Their spread; nil for fewer than three.
  public let spread: HitSpread?
  private let hits: Int

  /// Makes the map of some hits; rejected ones and those without an offset are left out.
  public init(_ hits: [ScoredHit]) {
    let shown = hits.filter { $0.hit.status != .rejected }
    self.hits = shown.count
    points = shown.compactMap { each in
      each.hit.onFace.map {
        HitMapPoint(
          id: each.id, at: $0, value: each.score.value, doubtful: each.score.doubtful)
      }
    }
    spread = points.count >= 3 ? Self.spread(of: points.map(\.at)) : nil
  }

  /// What the map says, for who cannot see it.
  public var words: String {
    guard !points.isEmpty else { return "No measured hits yet." }
    let mean = Self.mean(of: points.map(\.at))
    let sides = [("right", mean.x), ("left", -mean.x), ("tip", mean.y), ("throat", -mean.y)]
    let named = sides.filter { $0.1 > 0.08 }.map(\.0)
    let place = named.isEmpty ? "around the centre" : "towards \(named.joined(separator: " and "))"
    return "\(points.count) of \(hits) hits measured; on average \(place)."
  }

  private static func mean(of points: [Point]) -> Point {
    let count = Double(max(points.count, 1))
    return Point(
      x: points.reduce(0) { $0 + $1.x } / count, y: points.reduce(0) { $0 + $1.y } / count)
  }

  /// Principal axes of the sample covariance.
  private static func spread(of points: [Point]) -> HitSpread {
    let centre = mean(of: points)
    let count = Double(points.count - 1)
    let xx = points.reduce(0) { $0 + ($1.x - centre.x) * ($1.x - centre.x) } / count
    let yy = points.reduce(0) { $0 + ($1.y - centre.y) * ($1.y - centre.y) } / count
    let xy = points.reduce(0) { $0 + ($1.x - centre.x) * ($1.y - centre.y) } / count
    let (half, root) = ((xx + yy) / 2, hypot((xx - yy) / 2, xy))
    var angle = atan2(2 * xy, xx - yy) / 2 * 180 / .pi
    if angle >= 90 { angle -= 180 }
    return HitSpread(
      centre: centre,
      halfAxes: Point(x: max(0, half + root).squareRoot(), y: max(0, half - root).squareRoot()),
      angleDegrees: angle)
  }
}

extension Hit {
  /// Where the ball met the strings: x to the right, y towards the tip, the rim at 1; nil if unknown.
  ///
  /// With a known tip direction the offset is turned so that the tip points up and keeps its
  /// length; without one the picture's own axes are kept.
  var onFace: Point? {
    guard let offset, let r else { return nil }
    guard let tip = tipDirection else { return Point(x: offset.x, y: -offset.y) }
    var (u, v) = (offset.x, offset.y)
    if let head = racketHeadXyxy { (u, v) = (u * head.width, v * head.height) }
    let along = u * tip.x + v * tip.y
    let across = v * tip.x - u * tip.y
    let length = hypot(along, across)
    return length == 0 ? Point(x: 0, y: 0) : Point(x: across / length * r, y: along / length * r)
  }
}
