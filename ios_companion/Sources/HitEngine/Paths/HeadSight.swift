/// The racket head on one picture: where, how large, and which way the racket points.

import Foundation
import SweetspotModels

/// A head on one picture; `half` are its half extents in px.
struct HeadSight: Sendable {
  let sight: Sight
  let half: Extent
  let derived: Bool
  let tip: Point?

  /// Share of a racket's length that is its head: 33 of 68.5 cm.
  static let headOfRacket = 0.49
  /// How far a detected head box is off, in its mean side, per axis.
  static let centreSigma = 0.07
  /// The same for a head that was only derived from the racket's box.
  static let derivedSigma = 0.3

  private init(sight: Sight, half: Extent, derived: Bool, tip: Point?) {
    self.sight = sight
    self.half = half
    self.derived = derived
    self.tip = tip
  }

  /// Makes the head that a player shows: its own box, else out of the racket's; nil for neither.
  init?(on scene: Scene, holding: Holding) {
    guard let head = holding.head else {
      self.init(derivedOn: scene, holding: holding)
      return
    }
    let (width, height) = (head.xyxy.width, head.xyxy.height)
    let mean = max((width + height) / 2, 1)
    self.init(
      sight: Sight(
        timeS: scene.timeS, xy: head.centre, sigmaPx: Self.centreSigma * mean, sidePx: mean),
      half: Extent(width: max(width / 2, 0.5), height: max(height / 2, 0.5)), derived: false,
      tip: holding.racket.flatMap { Self.tip(of: $0.xyxy, head: head.centre) })
  }

  /// Returns the direction from the racket's middle to the head's, where it is clear.
  private static func tip(of racket: Box, head: Point) -> Point? {
    let middle = racket.centre
    let (dx, dy) = (head.x - middle.x, head.y - middle.y)
    let length = hypot(dx, dy)
    // A racket seen along its axis has no tip in the picture.
    guard length >= 0.1 * max(racket.width, racket.height, 1) else { return nil }
    return Point(x: dx / length, y: dy / length)
  }

  /// Guesses a head from the racket's box: the end away from the player's middle.
  private init?(derivedOn scene: Scene, holding: Holding) {
    guard let racket = holding.racket?.xyxy, let player = scene.player(holding.holder) else {
      return nil
    }
    let (width, height) = (max(racket.width, 1), max(racket.height, 1))
    let (middle, body) = (racket.centre, player.centre)
    let share = 1 - Self.headOfRacket
    let half = Extent(
      width: width < height * Self.headOfRacket ? width / 2 : width * Self.headOfRacket / 2,
      height: height < width * Self.headOfRacket ? height / 2 : height * Self.headOfRacket / 2)
    var centre = middle
    if half.width < width / 2 {
      centre.x += Double(signOf: middle.x - body.x, magnitudeOf: width * share / 2)
    }
    if half.height < height / 2 {
      centre.y += Double(signOf: middle.y - body.y, magnitudeOf: height * share / 2)
    }
    let mean = half.width + half.height
    let length = distance(centre, middle)
    let tip =
      length < 1e-6
      ? nil : Point(x: (centre.x - middle.x) / length, y: (centre.y - middle.y) / length)
    self.init(
      sight: Sight(
        timeS: scene.timeS, xy: centre, sigmaPx: Self.derivedSigma * mean, sidePx: mean),
      half: half, derived: true, tip: tip)
  }

  /// Returns the least speed (px/s) that explains two sights, their errors allowed for.
  func speed(to later: HeadSight) -> Double {
    let (a, b) = (sight, later.sight)
    let sure = distance(a.xy, b.xy) - 2 * hypot(a.sigmaPx, b.sigmaPx)
    return max(0, sure) / max(b.timeS - a.timeS, 1e-3)
  }
}
