/// How each class of objects is followed.

import Foundation
import SweetspotModels

/// How it is measured whether a box can be a trail's: at most 1 is a possible pair.
enum LinkCost: Sendable {
  /// By the overlap with the expected box: for large, slow objects.
  case overlap
  /// By the centres' distance in racket lengths: for swung things.
  case reach
  /// By the misfit to the expected flight in standard deviations: for balls.
  case flight
}

/// How one class of objects is followed; lengths are in the object's own smaller side.
struct FollowRules: Sendable {
  let cost: LinkCost
  /// Boxes from here on begin a track; weaker ones only continue one.
  let confident: Double
  let lostAfterS: Double
  /// The same for a track of few boxes, which may be false ones.
  let freshLostAfterS: Double
  /// How far a detected centre is off.
  let sigmaSides: Double
  /// How fast a new object may go, per second.
  let speedSigmaSides: Double
  /// Density of its accelerations, sides²/s³.
  let noiseSides: Double
  var sizeMemory = 0.7
  /// A weak box goes on only with what was seen so shortly before.
  var weakWithinS = Double.infinity

  /// A person starts and stops within a few tenths of a second.
  static let player = FollowRules(
    cost: .overlap, confident: 0.2, lostAfterS: 0.8, freshLostAfterS: 0.15, sigmaSides: 0.08,
    speedSigmaSides: 1, noiseSides: 2)
  /// A racket head covers ten of its lengths per second and turns at will.
  static let racket = FollowRules(
    cost: .reach, confident: 0.22, lostAfterS: 0.5, freshLostAfterS: 0.15, sigmaSides: 0.15,
    speedSigmaSides: 20, noiseSides: 2e3, sizeMemory: 0.5)
  static let racketHead = FollowRules(
    cost: .reach, confident: 0.22, lostAfterS: 0.4, freshLostAfterS: 0.15, sigmaSides: 0.1,
    speedSigmaSides: 20, noiseSides: 2e3, sizeMemory: 0.5)
  /// New balls up to 20 m/s at one sigma (300 diameters of 6.7 cm); in flight gravity, drag and
  /// perspective bend the path by about 25 m/s² (370 diameters/s²) held for a tenth of a second.
  static let ball = FollowRules(
    cost: .flight, confident: 0.3, lostAfterS: 0.3, freshLostAfterS: 0.12, sigmaSides: 0.45,
    speedSigmaSides: 220, noiseSides: 370.0 * 370.0 * 0.1, sizeMemory: 0.7, weakWithinS: 0.075)

  /// All classes, in the order in which new objects get their numbers.
  static let all: [(kind: ObjectClass, rules: FollowRules)] = [
    (.player, player), (.racket, racket), (.racketHead, racketHead), (.ball, ball),
  ]
}

extension LinkCost {
  /// Misfits up to here are possible.
  static let gateSigmas = 3.5
  /// A ball does not look more than so many times larger or smaller than before.
  static let ballSizeFactor = 2.6

  /// Returns what it costs to link a trail with a box.
  func of(_ trail: Trail, _ box: Seen) -> Double {
    switch self {
    case .overlap:
      // An overlap of 0.15 is a stride of about 0.7 box widths between two sights.
      return Double((1 - overlapInFloat(trail.expected, box.xyxy)) / 0.85)
    case .reach:
      let size = box.size
      let gone = distance(box.centre, trail.motion.position) / max(trail.size.most, size.most)
      let areas = (trail.size.width * trail.size.height) / (size.width * size.height)
      return gone / 1.6 + 0.1 * abs(log(areas))
    case .flight:
      let side = box.size.least
      let ratio = side / trail.side
      guard 1 / Self.ballSizeFactor < ratio, ratio < Self.ballSizeFactor else { return .infinity }
      let sigma = FollowRules.ball.sigmaSides * max(trail.side, side)
      return trail.motion.misfit(seen: box.centre, sigmaPx: sigma) / Self.gateSigmas
    }
  }
}
