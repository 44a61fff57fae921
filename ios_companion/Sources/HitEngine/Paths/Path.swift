/// Short pieces of path fitted to sights of the ball or the racket head, with honest spreads.

import Foundation
import SweetspotModels

/// A symmetric 3 x 3 matrix by its upper triangle: 00, 01, 02, 11, 12, 22.
struct Spread: Sendable {
  var a, b, c, d, e, f: Double

  /// The inverse of a positive matrix, by cofactors.
  var inverse: Spread {
    let (p, q, r) = (d * f - e * e, c * e - b * f, b * e - c * d)
    let scale = 1 / (a * p + b * q + c * r)
    let (s, t, u) = (a * f - c * c, b * c - a * e, a * d - b * b)
    return Spread(
      a: p * scale, b: q * scale, c: r * scale, d: s * scale, e: t * scale, f: u * scale)
  }

  /// Returns the product with a vector.
  func times(_ v: Triple) -> Triple {
    Triple(
      place: a * v.place + b * v.speed + c * v.accel,
      speed: b * v.place + d * v.speed + e * v.accel,
      accel: c * v.place + e * v.speed + f * v.accel)
  }
}

/// One axis of a path: place, speed and acceleration.
struct Triple: Sendable {
  var place = 0.0
  var speed = 0.0
  var accel = 0.0
}

/// How little is known of a path before anything is seen of it, per axis.
struct Prior: Sendable {
  /// In px/s.
  var speedSigma: Double
  /// In px/s².
  var accelSigma: Double
  /// How fast the acceleration may change, px/s³.
  var jerkSigma = 0.0
}

/// A parabola in time per axis: place (px), speed (px/s) and acceleration (px/s²).
struct Path: Sendable {
  let originS: Double
  let x: Triple
  let y: Triple
  /// The covariance of the three at `originS`, alike for both axes.
  let spread: Spread
  /// The root mean square of the residuals in their own sigmas.
  private(set) var misfit = 0.0
  /// So many sights made it.
  let n: Int

  /// Fits the parabola through one or more sights, by regularised least squares.
  ///
  /// Before anything is seen, velocity and acceleration are 0 with the prior's sigmas: two
  /// sights then give a line, many give a parabola, and `spread` tells the difference (Bayesian
  /// linear regression; Bishop, Pattern Recognition and Machine Learning, section 3.3). What a
  /// parabola misses grows with the third power of the time from `originS`, and distant sights
  /// count so much less.
  init(through sights: Sights, originS: Double, prior: Prior) {
    var (a, b, c, e, f) = (0.0, 0.0, 0.0, 0.0, 0.0)
    var (sumX, sumY) = (Triple(), Triple())
    for sight in sights {
      let t = sight.timeS - originS
      let missed = prior.jerkSigma * t * t * t / 6
      let w = 1 / (sight.sigmaPx * sight.sigmaPx + missed * missed)
      let h = 0.5 * t * t
      a += w
      b += w * t
      c += w * h
      e += w * t * h
      f += w * h * h
      sumX.add(w, t, h, sight.xy.x)
      sumY.add(w, t, h, sight.xy.y)
    }
    // The sum of t² is twice the sum of t²/2.
    spread =
      Spread(
        a: a, b: b, c: c, d: 2 * c + 1 / (prior.speedSigma * prior.speedSigma), e: e,
        f: f + 1 / (prior.accelSigma * prior.accelSigma)
      ).inverse
    x = spread.times(sumX)
    y = spread.times(sumY)
    self.originS = originS
    n = sights.count
    var squares = 0.0
    for sight in sights {
      let t = sight.timeS - originS
      let missed = prior.jerkSigma * (t * t * t) / 6
      let off = distance(at(sight.timeS), sight.xy)
      squares += off * off / (sight.sigmaPx * sight.sigmaPx + missed * missed)
    }
    misfit = (squares / Double(2 * n)).squareRoot()
  }

  /// Returns the position (px).
  func at(_ timeS: Double) -> Point {
    let t = timeS - originS
    let half = 0.5 * t * t
    return Point(
      x: x.place + t * x.speed + half * x.accel, y: y.place + t * y.speed + half * y.accel)
  }

  /// Returns the velocity (px/s).
  func velocity(_ timeS: Double) -> Point {
    let t = timeS - originS
    return Point(x: x.speed + t * x.accel, y: y.speed + t * y.accel)
  }

  /// Returns how far the position is off per axis (px).
  func sigmaAt(_ timeS: Double) -> Double {
    let t = timeS - originS
    let h = 0.5 * t * t
    let s = spread
    let straight = s.a + 2 * t * s.b + 2 * h * s.c + t * t * s.d
    return max(0, straight + 2 * t * h * s.e + h * h * s.f).squareRoot()
  }

  /// Returns how far the velocity is off per axis (px/s).
  func speedSigmaAt(_ timeS: Double) -> Double {
    let t = timeS - originS
    return max(0, spread.d + 2 * t * spread.e + t * t * spread.f).squareRoot()
  }
}

extension Triple {
  fileprivate mutating func add(_ w: Double, _ t: Double, _ h: Double, _ value: Double) {
    place += w * value
    speed += w * t * value
    accel += w * h * value
  }
}
