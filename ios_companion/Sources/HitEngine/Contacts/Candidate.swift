/// One possible hit, measured and weighed.

import SweetspotModels

/// A possible hit at `timeS` (real seconds) by the player (track) `holder`.
struct Candidate: Sendable {
  let timeS: Double
  var logOdds: Double
  let holder: Int
  let meeting: Meeting
  var facts: Evidence
  let ballSidePx: Double
  let heightPx: Double
  let player: Box?

  /// How sure it is that there is a hit, 0...1.
  var confidence: Double { confidenceOf(logOdds) }
}
