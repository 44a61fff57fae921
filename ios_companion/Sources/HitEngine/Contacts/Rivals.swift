/// One ball is in play: another that flies elsewhere at the same moment speaks against a hit.

import SweetspotModels

/// Returns the detector's mean word on the surest ball that flies elsewhere; 0 without one.
///
/// A rival moves, and what is seen of it shortly before the moment and shortly after does not
/// lead through the place of contact: it is neither the ball that came nor the one that left.
func rivalScore(_ meeting: Meeting, _ flights: [Flight], _ p: HitParameters) -> Double {
  flights.reduce(0) { max($0, score(of: $1.sights[...], against: meeting, p)) }
}

private func score(of flight: Sights, against meeting: Meeting, _ p: HitParameters) -> Double {
  let t = meeting.timeS
  let low = flight.countBefore(t - p.rivalWindowS)
  let high = flight.countBefore(t + p.rivalWindowS)
  let near = flight.dropFirst(low).prefix(high - low)
  guard near.count >= p.rivalSights, let first = near.first, let last = near.last,
    distance(first.xy, last.xy) >= p.rivalSides * first.sidePx
  else { return 0 }
  let middle = flight.countBefore(t)
  let before = flight.dropFirst(low).prefix(middle - low)
  let after = flight.dropFirst(middle).prefix(high - middle)
  if !before.isEmpty, leads(lastRun(before, p), to: meeting, p) { return 0 }
  if !after.isEmpty, leads(firstRun(after, p), to: meeting, p) { return 0 }
  return near.meanScore
}

private func leads(_ run: Sights, to meeting: Meeting, _ p: HitParameters) -> Bool {
  let t = meeting.timeS
  guard let nearest = run.min(by: { abs($0.timeS - t) < abs($1.timeS - t) }) else { return false }
  let way = path(of: run, originS: nearest.timeS, p)
  let away = p.rivalHeights * p.diametersPerHeight * nearest.sidePx
  return distance(way.at(t), meeting.ballXy) < max(away, p.rivalSigmas * way.sigmaAt(t))
}
