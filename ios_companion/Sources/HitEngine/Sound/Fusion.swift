/// Sight and sound together: what an impact heard does to a hit.

import Foundation
import SweetspotModels

/// Returns the hits to show once the sound has had its vote, by time.
///
/// `weak` are the engine's candidates that were not sure enough by sight: those which a clear
/// impact supports become hits. Marked, confirmed and rejected hits keep all but `soundOnsetS`.
/// With no sound, the hits come back as they are.
public func fuseSound(
  _ hits: [Hit], onsets: Onsets?, weak: [Hit] = [],
  parameters p: SoundParameters = SoundParameters()
) -> [Hit] {
  guard let onsets, !onsets.timeS.isEmpty else { return byTime(hits) }
  // What sight alone did not choose says little of the shift, however likely it looked.
  let doubted = weak.map { hit in
    var hit = hit
    hit.confidence = min(hit.confidence, p.weakVote)
    return hit
  }
  let shift = SoundShift(hits: hits + doubted, onsets: onsets, parameters: p)
  let ear = Ear(hits: hits, onsets: onsets, shift: shift, p)
  let heard = hits.map(ear.heard)
  let rescued = weak.map(ear.heard).filter { $0.soundOnsetS != nil }
  return strongest(heard, rescued, p)
}

/// Returns the clearest hit of every moment; sight goes first unless the sound is clearer.
private func strongest(_ seen: [Hit], _ rescued: [Hit], _ p: SoundParameters) -> [Hit] {
  let all = seen + rescued
  let ranks = all.enumerated().map {
    -(logOddsOf($0.element.confidence) + ($0.offset < seen.count ? p.seenFirst : 0))
  }
  let order = all.indices.sorted {
    (ranks[$0], all[$0].timeS, $0) < (ranks[$1], all[$1].timeS, $1)
  }
  var kept = seen.filter(isFixed)
  for hit in order.map({ all[$0] }) where hit.confidence >= p.showFrom && !isFixed(hit) {
    if kept.allSatisfy({ abs(hit.timeS - $0.timeS) >= p.apartS }) { kept.append(hit) }
  }
  return byTime(kept)
}

private func byTime(_ hits: [Hit]) -> [Hit] {
  hits.indices.sorted { (hits[$0].timeS, $0) < (hits[$1].timeS, $1) }.map { hits[$0] }
}

/// Whether the coach has spoken.
private func isFixed(_ hit: Hit) -> Bool {
  hit.status != .proposed || hit.source == .marked
}

/// What is heard: onsets, how clear each is, the film's shift, and what silence costs.
struct Ear {
  let onsets: Onsets
  let loudness: [Double]
  let shift: SoundShift
  let p: SoundParameters
  private var silence = 0.0

  /// Support from here on is an onset; below it is silence.
  static let heardFrom = 0.15

  init(hits: [Hit], onsets: Onsets, shift: SoundShift, _ parameters: SoundParameters) {
    self.onsets = onsets
    self.shift = shift
    p = parameters
    loudness = onsets.loudness(parameters)
    // The more of the film's hits are heard, the less likely is one that is not.
    guard hits.count >= p.silenceLeast else { return }
    let heard = hits.reduce(0) { $0 + (support($1).clear > Self.heardFrom ? $1.confidence : 0) }
    let share = heard / hits.reduce(0) { $0 + $1.confidence }
    silence = p.silence * max(0, share - p.silenceFrom) / (1 - p.silenceFrom)
  }

  /// Returns the hit as it is with the sound.
  func heard(_ hit: Hit) -> Hit {
    let (best, clear) = support(hit)
    let known = min(1, p.sureShiftS / max(shift.sigmaS, 1e-3))
    var told = hit
    guard clear > Self.heardFrom else {
      if !isFixed(hit) { told.confidence = moved(hit.confidence, by: silence * known) }
      return told
    }
    told.soundOnsetS = onsets.timeS[best]
    guard !isFixed(hit) else { return told }
    told.confidence = moved(hit.confidence, by: p.gain * clear * (0.4 + 0.6 * known))
    retime(&told, heardS: onsets.timeS[best] - shift.shiftS)
    return told
  }

  /// Returns the onset that fits a hit best, and 0...1 how well.
  private func support(_ hit: Hit) -> (onset: Int, clear: Double) {
    let sigma = hypot(timeSigma(of: hit, p), min(shift.sigmaS, 0.05))
    var best = (onset: 0, clear: 0.0)
    for (i, timeS) in onsets.timeS.enumerated() {
      let off = (timeS - shift.shiftS - hit.timeS) / sigma
      guard abs(off) <= p.nearSigmas else { continue }
      let clear = loudness[i] * exp(-0.25 * (off * off))
      if clear > best.clear { best = (i, clear) }
    }
    return best
  }

  /// Moves a hit to the mean of the moments seen and heard, each by its certainty.
  ///
  /// The frame stays: it names the picture whose ball and strings the hit holds.
  private func retime(_ hit: inout Hit, heardS: Double) {
    guard let sigma = hit.timeSigmaS else { return }
    let own = p.sightSigmaS / 3
    let seenVar = sigma * sigma + own * own
    let heardVar = p.onsetSigmaS * p.onsetSigmaS + shift.sigmaS * shift.sigmaS
    let share = seenVar / (seenVar + heardVar)
    hit.timeS = max(0, (1 - share) * hit.timeS + share * heardS)
    hit.timeSigmaS = (seenVar * heardVar / (seenVar + heardVar)).squareRoot()
  }

  private func moved(_ confidence: Double, by gain: Double) -> Double {
    roundedToFourDecimals(confidenceOf(logOddsOf(confidence) + gain))
  }
}
