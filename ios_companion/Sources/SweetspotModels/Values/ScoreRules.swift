/// From a hit to its score, 1 to 5, as `core/scoring/rules.py` does it.

extension ScoreRule {
  /// Three half bands: beyond it the band on either side is as likely as the one named.
  static let guessSigma = 0.3

  private static let edgeSlack = 1e-6

  /// Returns the hit's score under this rule; the coach's word goes before the measurement.
  ///
  /// The bands are inclusive: r equal to a limit still earns the better score.
  public func score(_ hit: Hit) -> Score {
    if let given = hit.scoreOverride {
      return Score(value: given, reason: "set by the coach\(hit.measuredWords)", overruled: true)
    }
    guard let r = hit.r else { return Score(value: nil, reason: hit.unknownWords) }
    let sigma = hit.rSigma ?? 0
    let doubtful = limits.contains { abs(r - $0) < sigma }
    var reason = hit.offsetWords
    if sigma >= Self.guessSigma {
      reason += "; a guess: \(hit.unsureWords(sigma: sigma)); film in slow motion to be sure"
    } else if doubtful {
      let best = points(r: max(0, r - sigma))
      let worst = points(r: r + sigma)
      if worst != best { reason += "; could be \(worst) or \(best)" }
    }
    return Score(value: points(r: r), reason: reason, doubtful: doubtful)
  }

  /// Returns 5 for r up to the first limit, 4 up to the second, and so on down to 1.
  public func points(r: Double) -> Int {
    for (points, limit) in zip([5, 4, 3, 2], limits) where r <= limit + Self.edgeSlack {
      return points
    }
    return 1
  }
}
