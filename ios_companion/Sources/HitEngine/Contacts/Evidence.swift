/// What speaks for and against a hit.

import Foundation
import SweetspotModels

/// The facts around one possible contact; speeds in player heights/s, ways in player heights.
struct Evidence: Sendable {
  /// Sights before.
  var nBefore = 0
  /// Sights after.
  var nAfter = 0
  /// The change of velocity over the sum of both speeds: 0 goes on, 1 turns round.
  var turn = 0.0
  /// How sure the change is.
  var turnSigmas = 0.0
  /// The change of velocity.
  var change = 0.0
  var speedIn = 0.0
  var speedOut = 0.0
  /// 0...1: how much it looks like a bounce.
  var bounce = 0.0
  /// How far the ball is from the player's box; nil without a player.
  var reach: Double?
  /// As in `Meeting`.
  var headR: Double?
  /// The racket head's greatest speed.
  var swing = 0.0
  /// 0...1: a ball seen on one side only comes straight from or to the player.
  var approach = 1.0
  /// How far the two paths stay apart where they come nearest, in sigmas
  var apartSigmas = 0.0
  /// and in heights.
  var apart = 0.0
  /// The worse path's.
  var misfit = 0.0
  /// The uncertainty of `headR`.
  var headSigma = 0.0
  /// How far away the ball was seen before, as the player sees it,
  var travelIn = 0.0
  /// and after.
  var travelOut = 0.0
  /// Its diameter over the one expected beside the player.
  var size = 1.0
  /// The detector's mean word.
  var score = 1.0
  /// How many sights a side of a real flight has at this frame rate.
  var nWanted = 3.0
  /// How far it goes as seen by the player, on the side where that is less.
  var rides = Double.infinity
  /// The detector's mean word on another ball that flies elsewhere at the same time.
  var rival = 0.0
  /// How high the ball is over the lower edge of an upright player's box.
  var aboveFeet = Double.infinity

  /// Whether the ball was seen before and after.
  var isTwoSided: Bool { nBefore > 0 && nAfter > 0 }
  /// Whether the ball was seen at all.
  var isSeen: Bool { nBefore > 0 || nAfter > 0 }
}

/// Returns 0 up to `low`, 1 from `high`, straight between.
func ramp(_ value: Double, _ low: Double, _ high: Double) -> Double {
  min(1, max(0, (value - low) / (high - low)))
}

/// Returns the probability of log-odds.
func confidenceOf(_ logOdds: Double) -> Double {
  1 / (1 + exp(-logOdds))
}

/// Returns the log-odds of a probability, kept away from certainty.
func logOddsOf(_ confidence: Double) -> Double {
  let p = min(max(confidence, 1e-6), 1 - 1e-6)
  return log(p / (1 - p))
}

/// Returns a number rounded to four decimals: the nearest of the exact value, halves to even.
func roundedToFourDecimals(_ value: Double) -> Double {
  guard abs(value) < 1e9 else { return value }
  let low = (value * 1e4).rounded(.down)
  // In one step, so that no rounding of the product hides on which side of a half it is.
  let overHalf = (-(low + 0.5)).addingProduct(value, 1e4)
  let up = overHalf > 0 || (overHalf == 0 && low.remainder(dividingBy: 2) != 0)
  return (up ? low + 1 : low) / 1e4
}

/// How a ball's velocity changes.
struct Turn: Sendable {
  /// The change over the sum of both speeds.
  let share: Double
  /// The change over its own sigma.
  let sigmas: Double
  /// In heights/s.
  let change: Double

  /// Compares two velocities in px/s.
  init(from before: Point, to after: Point, sigma: Double, heightPx: Double) {
    let gone = distance(after, before)
    let total = before.length + after.length
    share = total > 1e-6 ? gone / total : 0
    sigmas = gone / max(sigma, 1e-6)
    change = gone / heightPx
  }
}

/// Returns 0...1: how much two velocities (px/s) on either side look like a bounce.
///
/// A bounce pushes straight up, keeps most of the way along the ground and takes speed away (a
/// hard court gives back 0.75 of the downward speed; ITF's approval tests). What a camera sees
/// of it is always a change towards the upper edge of the picture.
func bounceLikeness(from before: Point, to after: Point, headR: Double?) -> Double {
  let change = distance(after, before)
  let speedIn = before.length
  guard change >= 1e-6, speedIn >= 1e-6 else { return 0 }
  let upward = ramp(-(after.y - before.y) / change, 0.75, 0.93)
  let slower = 1 - ramp(after.length / speedIn, 1.05, 1.5)
  let atStrings = headR.map { 1 - ramp($0, 0.6, 1.6) } ?? 0
  return upward * slower * (1 - 0.8 * atStrings)
}
