/// Finds possible contacts in the stream of scenes: turns, starts and ends of the ball's flights.

import Foundation
import SweetspotModels

/// Takes scenes in time's order; gives candidates once what follows them has been seen.
///
/// `size` is the picture's width and height in px, `frameS` the usual time between two pictures
/// in real seconds. Memory is bounded by `memoryS`. Nothing here depends on more than `waitS` of
/// the future.
struct ContactFinder: Sendable {
  private let weigher: Weigher
  private var scenes = Queue<Scene>()
  /// In the order in which their balls were first seen.
  private var flights: [Flight] = []
  private var swings = Swings()

  init(size: PixelSize, frameS: Double, parameters: HitParameters) {
    weigher = Weigher(size: size, frameS: frameS, parameters)
  }

  private var p: HitParameters { weigher.p }

  /// Takes one scene and returns the candidates that are now decided.
  mutating func push(_ scene: Scene) -> [Candidate] {
    scenes.append(scene)
    for ball in scene.balls {
      if let i = flights.firstIndex(where: { $0.trackId == ball.trackId }) {
        flights[i].add(ball, at: scene.timeS, weigher.p)
      } else {
        flights.append(Flight(ball, at: scene.timeS, weigher.p))
      }
    }
    swings.push(scene)
    let found = ask(now: scene.timeS) + loneSwings(now: scene.timeS)
    forget(now: scene.timeS)
    return found
  }

  /// Returns the candidates that still waited for a future.
  mutating func finish() -> [Candidate] {
    let found = ask(now: .infinity) + loneSwings(now: .infinity)
    swings.clear()
    scenes.removeAll()
    flights.removeAll()
    return found
  }

  private mutating func forget(now: Double) {
    let oldest = now - weigher.p.memoryS
    while let first = scenes.first, first.timeS < oldest { scenes.popFirst() }
    flights.removeAll { $0.isEnded && $0.lastS < oldest }
    swings.forget(before: oldest)
    for i in flights.indices { flights[i].trim() }
  }

  private mutating func ask(now: Double) -> [Candidate] {
    let askS = weigher.p.askS
    var found: [Candidate] = []
    for i in flights.indices {
      let over = now - flights[i].lastS >= weigher.p.waitS
      if !flights[i].isBegun, over || now - flights[i].firstS > askS {
        flights[i].isBegun = true
        found += beginning(of: i)
      }
      while flights[i].nextSplit < flights[i].sights.count {
        let split = flights[i].nextSplit
        guard over || now - flights[i].sights[split].timeS > askS else { break }
        flights[i].nextSplit += 1
        // One sight alone has no direction; an end or a beginning says more.
        guard split > 1, split < flights[i].sights.count - 1 else { continue }
        let sights = flights[i].sights
        if let one = contact(sights[..<split], sights[split...]) { found.append(one) }
      }
      if over, !flights[i].isEnded {
        flights[i].isEnded = true
        if let one = ending(of: i) { found.append(one) }
      }
    }
    return found
  }

  /// A racket swings: what it hits may be out of sight.
  private mutating func loneSwings(now: Double) -> [Candidate] {
    let peaks = swings.peaks(at: now, weigher.p)
    return peaks.compactMap { weigher.candidate(of: $0, around) }
  }

  private var around: Surroundings { Surroundings(scenes: scenes, swings: swings) }

  private func contact(_ before: Sights, _ after: Sights) -> Candidate? {
    weigher.contact(before, after, around).map { weigher.beside($0, flights) }
  }

  /// A ball appears: it may be another flight turned round, or come out of a blur.
  private func beginning(of index: Int) -> [Candidate] {
    let flight = flights[index]
    var found: [Candidate] = []
    var continued = false
    for (i, other) in flights.enumerated() where i != index {
      let (earlier, later) = sights(of: other, around: flight.firstS)
      guard let last = earlier.last else { continue }
      let gapS = flight.firstS - last.timeS
      if gapS > p.gapMaxS || isSeenOn(earlier, later, flight.firstS) { continue }
      if goesOn(earlier, flight.sights[...]) {
        continued = true
      } else if earlier.count > 1, flight.sights.count > 1 {
        if let one = contact(earlier, flight.sights[...]) { found.append(one) }
      }
    }
    if !continued, flight.sights.count > 1, let one = contact([], flight.sights[...]) {
      found.append(one)
    }
    return found
  }

  /// Returns the sights before a time, and the others.
  private func sights(of flight: Flight, around timeS: Double) -> (earlier: Sights, later: Sights) {
    let sights = flight.sights[...]
    let count = sights.countBefore(timeS)
    return (sights.prefix(count), sights.dropFirst(count))
  }

  /// Whether a ball was seen all the while, so that another one appeared at a time.
  ///
  /// After a longer gap, or with weak sights only, something else may have taken its track.
  private func isSeenOn(_ earlier: Sights, _ later: Sights, _ timeS: Double) -> Bool {
    guard later.count >= 2, let next = later.first, let last = earlier.last else { return false }
    let soon = next.timeS - timeS < timeS - last.timeS
    return soon && later.prefix(6).meanScore > p.takenShare * earlier.suffix(6).meanScore
  }

  /// A ball is seen no more: it may have been hit into a blur.
  private func ending(of index: Int) -> Candidate? {
    let flight = flights[index]
    guard flight.sights.count >= 2 else { return nil }
    for (i, other) in flights.enumerated() where i != index {
      guard let start = other.sights.firstIndex(where: { $0.timeS > flight.lastS }),
        other.sights[start].timeS - flight.lastS <= p.gapMaxS
      else { continue }
      if goesOn(flight.sights[...], other.sights[start...]) { return nil }
    }
    return contact(flight.sights[...], [])
  }

  /// Whether two flights are one that was lost to the detector for a while.
  private func goesOn(_ before: Sights, _ after: Sights) -> Bool {
    guard before.count >= 2, let last = before.last, let first = after.first else { return false }
    let t = first.timeS
    let way = path(of: lastRun(before, p), originS: last.timeS, p)
    let sigma = hypot(way.sigmaAt(t), first.sigmaPx)
    if distance(way.at(t), first.xy) > p.joinSigmas * sigma { return false }
    guard after.count >= 2 else { return true }
    let onward = path(of: firstRun(after, p), originS: t, p)
    let turn = Turn(
      from: way.velocity(t), to: onward.velocity(t),
      sigma: hypot(way.speedSigmaAt(t), onward.speedSigmaAt(t)), heightPx: 1)
    return turn.share < p.turnFrom || turn.sigmas < p.joinSigmas
  }
}
