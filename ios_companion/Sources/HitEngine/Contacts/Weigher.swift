/// Measures and weighs possible contacts between two runs of sights.

import Foundation
import SweetspotModels

/// What is around a possible contact: the scenes and everybody's racket heads.
struct Surroundings {
  let scenes: Queue<Scene>
  let swings: Swings

  /// Returns the player's box on the picture nearest to a time.
  func player(_ number: Int, at timeS: Double) -> Box? {
    var (best, gap) = (Box?.none, Double.infinity)
    for scene in scenes {
      guard let box = scene.player(number) else { continue }
      let away = abs(scene.timeS - timeS)
      if best == nil || away < gap { (best, gap) = (box, away) }
    }
    return best
  }

  /// Returns all who are there, or whose racket is, within a span and a little more.
  func holders(near span: Span) -> [Int] {
    var found: [Int] = []
    for scene in scenes where span.low - 0.3 <= scene.timeS && scene.timeS <= span.high + 0.3 {
      for player in scene.players where !found.contains(player.number) {
        found.append(player.number)
      }
      for holding in scene.holdings where !found.contains(holding.holder) {
        found.append(holding.holder)
      }
    }
    return found.sorted()
  }
}

/// What was seen of the ball on either side of a possible contact, either of which may be empty.
struct Ways {
  let before: Sights
  let after: Sights
  /// The ends that tell where the ball was going,
  let runIn: Sights
  /// and where it came from.
  let runOut: Sights
  /// The nearest sights of both sides.
  let near: [Sight]

  init(before: Sights, after: Sights, _ p: HitParameters) {
    self.before = before
    self.after = after
    runIn = lastRun(before, p)
    runOut = firstRun(after, p)
    near = Array(before.suffix(p.fitSights) + after.prefix(p.fitSights))
  }

  /// Returns the paths through the runs, from the sights nearest to the contact.
  func paths(_ p: HitParameters, exact: Bool) -> Paths {
    Paths(
      before: runIn.last.map { path(of: runIn, originS: $0.timeS, p, exact: exact) },
      after: runOut.first.map { path(of: runOut, originS: $0.timeS, p, exact: exact) })
  }
}

/// Measures and weighs possible contacts.
///
/// `size` is the picture's width and height in px, `frameS` the usual time between two pictures
/// in real seconds.
struct Weigher: Sendable {
  private let leastSide: Double
  private let frameS: Double
  let p: HitParameters

  init(size: PixelSize, frameS: Double, _ parameters: HitParameters) {
    leastSide = parameters.leastSideShare * Double(max(size.width, size.height))
    self.frameS = frameS
    p = parameters
  }

  /// Returns the contact between two runs of sights (either may be empty), if it can be one.
  ///
  /// Of all players and rackets around, the one who makes it likeliest gets it.
  func contact(_ before: Sights, _ after: Sights, _ around: Surroundings) -> Candidate? {
    let ways = Ways(before: before, after: after, p)
    if rests(ways.runIn, p) || rests(ways.runOut, p) { return nil }
    let plain = ways.paths(p, exact: false)
    if let pathIn = plain.before, let pathOut = plain.after, !turns(pathIn, pathOut) { return nil }
    guard let span = self.span(of: ways) else { return nil }
    let trial = Trial(
      ways: ways, plain: plain, exact: ways.paths(p, exact: true), span: span, around: around,
      leastSide: leastSide,
      nWanted: min(max(p.wantedS / frameS, p.wantedLeast), p.wantedMost))
    var best: Candidate?
    for holder in around.holders(near: span) {
      guard let found = trial.candidate(of: holder, p) else { continue }
      if best.map({ found.logOdds > $0.logOdds }) ?? true { best = found }
    }
    return best
  }

  /// Returns the candidate weighed anew beside all that flies at the same time.
  func beside(_ candidate: Candidate, _ flights: [Flight]) -> Candidate {
    guard candidate.confidence >= p.keepFrom else { return candidate }
    var weighed = candidate
    weighed.facts.rival = rivalScore(candidate.meeting, flights, p)
    weighed.logOdds = weighed.facts.weigh(p)
    return weighed
  }

  /// Returns the contact of a swing whose ball is out of sight.
  func candidate(of swing: Swing, _ around: Surroundings) -> Candidate? {
    guard let head = swing.heads.around(swing.timeS)?.at(swing.timeS) else { return nil }
    let player = around.player(swing.holder, at: swing.timeS)
    var facts = Evidence()
    facts.reach = player == nil ? nil : 0
    facts.swing = swing.speed
    return Candidate(
      timeS: swing.timeS, logOdds: facts.weigh(p), holder: swing.holder,
      meeting: Meeting(
        timeS: swing.timeS, timeSigmaS: swing.timeSigmaS, ballXy: head.centre, head: head),
      facts: facts, ballSidePx: swing.heightPx / p.diametersPerHeight, heightPx: swing.heightPx,
      player: player)
  }

  /// Whether the velocities differ at all; most splits of a flight end here.
  private func turns(_ pathIn: Path, _ pathOut: Path) -> Bool {
    guard pathIn.n >= 2, pathOut.n >= 2 else { return true }
    let middle = (pathIn.originS + pathOut.originS) / 2
    let turn = Turn(
      from: pathIn.velocity(middle), to: pathOut.velocity(middle),
      sigma: hypot(pathIn.speedSigmaAt(middle), pathOut.speedSigmaAt(middle)), heightPx: 1)
    return turn.share > p.turnFrom / 2 && turn.sigmas > 1.5
  }

  /// Returns the time in which the contact can lie; nil when nothing was seen.
  private func span(of ways: Ways) -> Span? {
    let slack = 0.5 * frameS
    let blind = max(0.12, 2 * frameS)
    switch (ways.runIn.last?.timeS, ways.runOut.first?.timeS) {
    case (let last?, let first?): return Span(low: last - slack, high: first + slack)
    case (nil, let first?): return Span(low: first - blind, high: first)
    case (let last?, nil): return Span(low: last, high: last + blind)
    case (nil, nil): return nil
    }
  }
}
