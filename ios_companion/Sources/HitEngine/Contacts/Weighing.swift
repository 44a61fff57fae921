/// How much each fact speaks for and against a hit.

import Foundation

extension Evidence {
  /// Returns the log-odds that the facts show a hit.
  func weigh(_ p: HitParameters) -> Double {
    var odds = p.base + ofBall(p) + ofHead(p) + ofReach(p)
    if isSeen { odds += ofObject(p) }
    let gain = isTwoSided ? p.swingSeenGain : p.swingGain
    return odds + gain * ramp(swing, p.swingFromHeights, p.swingFullHeights)
  }

  private func ofBall(_ p: HitParameters) -> Double {
    guard isSeen else { return p.loneSwing }
    let fast = p.fastGain * ramp(max(speedOut, speedIn), p.fastFromHeights, p.fastFullHeights)
    guard isTwoSided else {
      let thin = nBefore + nAfter < 3 ? p.thin : 0
      return p.oneSided + (fast + ofVanishing(p)) * approach + thin
    }
    let sure = ramp(turnSigmas, 1.5, 4)
    let turn = p.turnGain * ramp(self.turn, p.turnFrom, p.turnFull) * sure
    let change = p.changeGain * sure * ramp(self.change, p.changeFromHeights, p.changeFullHeights)
    let thin = min(nBefore, nAfter) < 2 ? p.thin : 0
    // Who looks at a strings' breadth sees hits; a bounce under the racket needs the head's word.
    let apart = max(
      ramp(apartSigmas, p.apartFromSigmas, p.apartFullSigmas),
      ramp(self.apart, p.apartFromHeights, p.apartFullHeights))
    let missing = max(0, nWanted - Double(nBefore)) + max(0, nWanted - Double(nAfter))
    let ragged = p.ragged * ramp(misfit, 0.9, 2.2)
    let stops = 1 - ramp(speedOut / max(speedIn, 1e-3), 0.08, 0.4)
    let good = turn + change + fast * sure + p.stopsLoss * stops
    let short = p.short * missing
    return good + thin + short + ragged + p.bounceLoss * bounce + p.apartLoss * apart
  }

  /// A ball that was well seen all the way is not lost in the open, but in a swing's blur.
  private func ofVanishing(_ p: HitParameters) -> Double {
    let seen = ramp(Double(nBefore + nAfter), 2, p.vanishSights)
    let clear = ramp(score, p.scoreFrom, p.scoreFull)
    let way = ramp(max(travelIn, travelOut), p.vanishFromHeights, p.vanishFullHeights)
    return p.vanishGain * seen * clear * way
  }

  /// Is it the ball at all? Shoes, hands and faces stay with their player.
  private func ofObject(_ p: HitParameters) -> Double {
    let stays = 1 - ramp(max(travelIn, travelOut), p.travelFromHeights, p.travelFullHeights)
    let near = isTwoSided ? min(travelIn, travelOut) : p.bothFullHeights
    var oneStays = 1 - ramp(near, p.bothFromHeights, p.bothFullHeights)
    let oddSize = ramp(abs(log(max(size, 1e-3))), p.sizeFromLog, p.sizeFullLog)
    let doubted = 1 - ramp(score, p.scoreFrom, p.scoreFull)
    if isTwoSided {
      oneStays += p.thrownShare * (1 - ramp(travelIn, p.thrownFromHeights, p.thrownFullHeights))
    }
    var odds = p.staysLoss * stays + p.oneStaysLoss * oneStays
    odds += p.ridesLoss * (1 - ramp(rides, p.ridesFrom, p.ridesFull))
    odds += p.rivalLoss * ramp(rival - score, p.rivalFrom, p.rivalFull)
    let low = 1 - ramp(aboveFeet, p.feetFull, p.feetFrom)
    odds += p.feetLoss * low * (1 - ramp(score, p.feetScoreFrom, p.feetScoreFull))
    return odds + p.sizeLoss * oddSize + p.scoreLoss * doubted
  }

  private func ofHead(_ p: HitParameters) -> Double {
    guard let headR else { return p.unseenHead }
    // Near within a wide margin says little.
    let doubt = headSigma / p.headUnsure
    let near = 1 / (1 + doubt * doubt) * (1 - ramp(headR, p.headNear, p.headFar))
    return p.headGain * near + p.headAway * ramp(headR, p.headFar, 2 * p.headFar)
  }

  private func ofReach(_ p: HitParameters) -> Double {
    guard let reach else {
      let atHead = headR.map { $0 <= p.headFar } ?? false
      return atHead || !isSeen ? p.noPlayer : p.nobody
    }
    return p.outOfReach * ramp(reach, p.reachSoftHeights, p.reachHeights)
  }
}
