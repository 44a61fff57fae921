/// A point that moves at a nearly constant velocity, filtered in time and not in frames.

import Foundation
import SweetspotModels

/// Where a point is and how it moves at a moment; both axes share one covariance.
struct Motion: Sendable {
  /// Seconds.
  var timeS: Double
  /// In px.
  var position: Point
  /// In px/s.
  var velocity: Point
  /// Variance of the position, px².
  var pVar: Double
  /// Covariance of position and velocity, px²/s.
  var pvCov: Double
  /// Variance of the velocity, px²/s².
  var vVar: Double

  /// A point just seen, whose velocity is unknown up to `speedSigma` px/s.
  init(startedAt timeS: Double, position: Point, sigmaPx: Double, speedSigma: Double) {
    self.timeS = timeS
    self.position = position
    velocity = Point(x: 0, y: 0)
    pVar = sigmaPx * sigmaPx
    pvCov = 0
    vVar = speedSigma * speedSigma
  }

  /// Carries the point to a later time.
  ///
  /// `noise` is the density of a white-noise acceleration in px²/s³ (Bar-Shalom, Li and
  /// Kirubarajan, Estimation with Applications to Tracking and Navigation, section 6.2.2), so
  /// that two short steps equal one long step: variable frame rates need no care.
  mutating func predict(to later: Double, noise: Double) {
    let dt = later - timeS
    guard dt > 0 else { return }
    position = Point(x: position.x + velocity.x * dt, y: position.y + velocity.y * dt)
    pVar = pVar + 2 * dt * pvCov + dt * dt * vVar + noise * (dt * dt * dt) / 3
    pvCov = pvCov + dt * vVar + noise * (dt * dt) / 2
    vVar += noise * dt
    timeS = later
  }

  /// Takes in that the point was seen, each axis off by `sigmaPx`.
  mutating func update(seen: Point, sigmaPx: Double) {
    let spread = pVar + sigmaPx * sigmaPx
    let (gainP, gainV) = (pVar / spread, pvCov / spread)
    let (offX, offY) = (seen.x - position.x, seen.y - position.y)
    position = Point(x: position.x + gainP * offX, y: position.y + gainP * offY)
    velocity = Point(x: velocity.x + gainV * offX, y: velocity.y + gainV * offY)
    vVar -= gainV * pvCov
    pVar = (1 - gainP) * pVar
    pvCov = (1 - gainP) * pvCov
  }

  /// Returns how many standard deviations a sight lies from the expected position.
  func misfit(seen: Point, sigmaPx: Double) -> Double {
    distance(seen, position) / (pVar + sigmaPx * sigmaPx).squareRoot()
  }
}
