/// Runs of sights at the end or the beginning of a flight, and the paths they make.

import SweetspotModels

/// Returns the first few sights: enough way for a direction, little enough to be straight.
///
/// A fast ball has gone far in `fitWindowS`; one in slow motion is followed longer.
func firstRun(_ sights: Sights, _ p: HitParameters) -> Sights {
  sights.prefix(runLength(sights, p))
}

/// Returns the sights at the end that tell where the ball was going.
func lastRun(_ sights: Sights, _ p: HitParameters) -> Sights {
  sights.suffix(runLength(sights.reversed(), p))
}

private func runLength(_ sights: some Collection<Sight>, _ p: HitParameters) -> Int {
  guard let start = sights.first else { return 0 }
  var taken = 1
  for sight in sights.dropFirst() {
    let age = abs(sight.timeS - start.timeS)
    let far = distance(sight.xy, start.xy) >= p.fitSides * start.sidePx
    if age > (far ? p.fitWindowS : p.slowWindowS) || taken >= (far ? p.fitSights : p.slowSights) {
      break
    }
    taken += 1
  }
  return taken
}

/// Returns whether a ball lies or hangs at one place: it is not in play.
func rests(_ run: Sights, _ p: HitParameters) -> Bool {
  guard let first = run.first, run.count >= p.restSights else { return false }
  let reach = run.reduce(0) { max($0, distance(first.xy, $1.xy)) }
  return reach < p.restSides * first.sidePx
}

/// Returns the path through a run of one or more sights.
///
/// The plain path leans on all sights alike: what the ball does on the whole. The `exact` one
/// knows that a parabola holds for a short time only: where the ball is at `originS`.
func path(of run: Sights, originS: Double, _ p: HitParameters, exact: Bool = false) -> Path {
  let height = run.middleSide * p.diametersPerHeight
  let prior = Prior(
    speedSigma: p.ballSpeedHeights * height, accelSigma: p.ballAccelHeights * height,
    jerkSigma: exact ? p.ballJerkHeights * height : 0)
  return Path(through: run, originS: originS, prior: prior)
}
