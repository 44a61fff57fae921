/// One possible contact, tried on one player after the other.

import Foundation
import SweetspotModels

/// All that is the same whoever hit the ball.
struct Trial {
  let ways: Ways
  let plain: Paths
  let exact: Paths
  let span: Span
  let around: Surroundings
  /// The detector draws no smaller balls, px.
  let leastSide: Double
  /// So many sights a side of a real flight has.
  let nWanted: Double

  /// Weighs the contact as one player's hit; nil when it cannot be his.
  func candidate(of holder: Int, _ p: HitParameters) -> Candidate? {
    let side = ways.near[...].middleSide
    let middle = span.middle
    let player = around.player(holder, at: middle)
    let height = player.map(heightOf) ?? side * p.diametersPerHeight
    guard let known = (ways.before.last ?? ways.after.first)?.xy else { return nil }
    if let player, gapToBox(known, player) > 4 * height { return nil }
    let heads = around.swings.motion(
      holder, from: span.low - 0.3, to: span.high + 0.3, heightPx: height)
    let going = Going(around.scenes, holder: holder)
    let who = Who(player: player, heightPx: height, heads: heads, going: going)
    // Measured at the strings, if only they were there: most turns fall even then.
    let hoped = Meeting(timeS: middle, timeSigmaS: 0, ballXy: known, rSigma: 0, headR: 0)
    if !ways.before.isEmpty, !ways.after.isEmpty,
      confidenceOf(self.facts(hoped, who, reach: 0, p).weigh(p)) < p.keepFrom
    {
      return nil
    }
    let meeting = Contact(paths: exact, span: span, heads: heads, player: player).meeting
    let reach = player.map { gapToBox(meeting.ballXy, $0) / height }
    if let reach, reach > p.reachHeights, (meeting.headR ?? .infinity) > p.headFar { return nil }
    let facts = self.facts(meeting, who, reach: reach, p)
    return Candidate(
      timeS: meeting.timeS, logOdds: facts.weigh(p), holder: holder, meeting: meeting,
      facts: facts, ballSidePx: side, heightPx: height, player: player)
  }

  private func facts(_ meeting: Meeting, _ who: Who, reach: Double?, _ p: HitParameters)
    -> Evidence
  {
    var facts = Evidence()
    facts.reach = reach
    facts.headR = meeting.headR
    facts.headSigma = meeting.rSigma ?? 0
    facts.swing = who.heads.swing(meeting.timeS)
    facts.aboveFeet = who.aboveFeet(meeting.ballXy) / who.heightPx
    addFlight(to: &facts, meeting, who)
    addObject(to: &facts, meeting, who, p)
    return facts
  }

  /// Adds what the paths on either side tell.
  private func addFlight(to facts: inout Evidence, _ meeting: Meeting, _ who: Who) {
    let (before, after, t) = (plain.before, plain.after, meeting.timeS)
    let still = Point(x: 0, y: 0)
    let vIn = before.map { $0.velocity(min(t, $0.originS)) } ?? still
    let vOut = after.map { $0.velocity(max(t, $0.originS)) } ?? still
    var gapSigma = Double.infinity
    if let before, let after {
      let sigma = hypot(before.speedSigmaAt(t), after.speedSigmaAt(t))
      let turn = Turn(from: vIn, to: vOut, sigma: sigma, heightPx: who.heightPx)
      facts.turn = turn.share
      facts.turnSigmas = turn.sigmas
      facts.change = turn.change
      facts.bounce = bounceLikeness(from: vIn, to: vOut, headR: meeting.headR)
      gapSigma = hypot(before.sigmaAt(t), after.sigmaAt(t)) + 0.02 * who.heightPx
    }
    facts.nBefore = before?.n ?? 0
    facts.nAfter = after?.n ?? 0
    facts.speedIn = vIn.length / who.heightPx
    facts.speedOut = vOut.length / who.heightPx
    facts.approach = who.approach(plain)
    facts.apartSigmas = meeting.gapPx / gapSigma
    facts.apart = meeting.gapPx / who.heightPx
    facts.misfit = max(before?.misfit ?? 0, after?.misfit ?? 0)
  }

  /// Adds what tells a ball from other things.
  private func addObject(
    to facts: inout Evidence, _ meeting: Meeting, _ who: Who, _ p: HitParameters
  ) {
    let (going, ball, t) = (who.going, meeting.ballXy, meeting.timeS)
    let near = ways.near[...]
    facts.travelIn = going.travel(ways.before, contact: ball, timeS: t) / who.heightPx
    facts.travelOut = going.travel(ways.after, contact: ball, timeS: t) / who.heightPx
    facts.rides = min(going.ride(ways.runIn), going.ride(ways.runOut)) / who.heightPx
    facts.size = near.middleSide / max(who.heightPx / p.diametersPerHeight, leastSide)
    facts.score = near.meanScore
    facts.nWanted = nWanted
  }
}

/// Who may have hit the ball: his box at the moment, his size in px, his racket heads and ways.
struct Who {
  let player: Box?
  let heightPx: Double
  let heads: HeadMotion
  let going: Going

  /// Returns how far (px) a point is over an upright player's feet; infinite where unknown.
  func aboveFeet(_ point: Point) -> Double {
    guard let player, player.height >= player.width else { return .infinity }
    return player.y1 - point.y
  }

  /// Returns 1 when a ball seen on one side only flies to or from the player, else 0.
  func approach(_ paths: Paths) -> Double {
    guard let player, let path = paths.after ?? paths.before,
      paths.before == nil || paths.after == nil
    else { return 1 }
    let (place, velocity) = (path.at(path.originS), path.velocity(path.originS))
    // Beside the nearest point of the box, in it beside the middle: serves leave downward.
    var near = Point(
      x: min(max(place.x, player.x0), player.x1), y: min(max(place.y, player.y0), player.y1))
    if near == place { near = player.centre }
    let outward = (place.x - near.x) * velocity.x + (place.y - near.y) * velocity.y
    return (outward > 0) == (paths.before == nil) ? 1 : 0
  }
}
