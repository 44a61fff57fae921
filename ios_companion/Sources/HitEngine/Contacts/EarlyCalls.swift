/// Early calls: hits that are likely enough to be called out before the engine is sure.

import Foundation
import SweetspotModels

extension HitParameters {
  /// The numbers of the impatient finder, as in `core/hits/early.py`.
  public static var early: HitParameters {
    var p = HitParameters()
    // Five pictures at 30 a second: with four a sixth of the calls is lost.
    p.askS = 0.17
    // A ball lost in the blur of a swing is mostly back by then.
    p.waitS = 0.3
    // A wrong call is worse than a late one; below lie the hits that stay doubtful.
    p.showFrom = 0.7
    return p
  }
}

/// Takes the engine's scenes in time's order; gives candidates to call out now.
///
/// A second contact finder sees the same scenes and asks its questions sooner, with fewer
/// pictures of the ball's way after the contact. What it is sure of is called at once, about a
/// quarter of a second after the contact; the engine's own hit, 0.8 s after it, confirms,
/// corrects or withdraws the call. Times are real seconds. Memory is bounded.
struct EarlyCalls: Sendable {
  private let p: HitParameters
  private var finder: ContactFinder
  private var pool: [Candidate] = []
  private var called: [Double] = []
  private var heard: [(timeS: Double, clear: Double)] = []

  /// Confidence from which an impact that is heard can make a call of a candidate.
  static let doubtFrom = 0.3
  /// Log-odds for a clear impact at the very moment: somewhat less than the fusion gives, which
  /// knows the film's shift better.
  static let heardGain = 1.7
  /// The sound's own shift is known to a few hundredths at best while a lesson runs.
  static let heardWithinS = 0.05
  /// Candidates older than this come too late to be called.
  static let forgetS = 0.6
  /// So many calls and impacts are remembered.
  static let mostCalled = 8
  static let mostHeard = 16

  init(size: PixelSize, frameS: Double, parameters: HitParameters) {
    p = parameters
    finder = ContactFinder(size: size, frameS: frameS, parameters: parameters)
  }

  /// Takes one scene; returns the candidates that are sure enough now, strongest first.
  mutating func push(_ scene: Scene) -> [Candidate] {
    pool += finder.push(scene).filter { $0.confidence >= Self.doubtFrom }
    pool.removeAll { !(scene.timeS - $0.timeS <= Self.forgetS) }
    guard !pool.isEmpty else { return [] }
    var calls: [Candidate] = []
    let order = pool.indices.sorted {
      (-pool[$0].logOdds, pool[$0].timeS, $0) < (-pool[$1].logOdds, pool[$1].timeS, $1)
    }
    for candidate in order.map({ pool[$0] }) {
      let told = called.contains { abs(candidate.timeS - $0) < p.apartS }
      let odds = candidate.logOdds + impact(candidate)
      guard !told, confidenceOf(odds) >= p.showFrom else { continue }
      calls.append(candidate)
      called = Array((called + [candidate.timeS]).suffix(Self.mostCalled))
    }
    return calls
  }

  /// Hears an impact at a time as the picture's clock has it, `clear` in 0...1.
  mutating func hear(timeS: Double, clear: Double) {
    heard.append((timeS, clear))
    if heard.count > Self.mostHeard { heard.removeFirst() }
  }

  /// Forgets everything: another scene begins.
  mutating func cut() {
    _ = finder.finish()
    pool.removeAll()
    called.removeAll()
    heard.removeAll()
  }

  /// Returns the log-odds that an impact near the candidate's moment adds.
  private func impact(_ candidate: Candidate) -> Double {
    let sigma = hypot(candidate.meeting.timeSigmaS, Self.heardWithinS / 2)
    return Self.heardGain
      * heard.reduce(0) { best, one in
        let off = (one.timeS - candidate.timeS) / sigma
        return max(best, one.clear * exp(-0.5 * (off * off)))
      }
  }
}
