/// Moments at which live sound sets in: at once from what was heard, and finally as offline.

import Foundation

/// A moment on the sound's own clock at which it sets in, in seconds, and how clearly.
public struct LiveOnset: Hashable, Sendable {
  /// Seconds on the clock of the blocks' times.
  public let timeS: Double
  /// How clearly it sets in.
  public let strength: Double
}

/// What a block of sound brought.
public struct HeardOnsets: Sendable {
  /// At most 0.1 s old.
  public var early: [LiveOnset] = []
  /// Up to 4.5 s old, and exactly those of the whole sound.
  public var final: [LiveOnset] = []
}

/// Finds onsets in a microphone's blocks; feed them in order, memory stays bounded.
///
/// Final onsets are those that the laptop finds in the same samples: the noise around them,
/// before and after, must have been heard. Early ones are measured against the past alone: most
/// of them are the same moments. Missing sound is filled with silence.
public struct LiveOnsets: Sendable {
  private var rateHz = 0.0
  private var endS = 0.0
  private var fed = 0.0
  private var resampler: SoundResampler?
  private var early = EarlyPeaks()
  private var final = FinalPeaks()
  /// Ends of blocks: seconds since the first sample, and when that was.
  private var anchors: [Anchor] = []

  private struct Anchor {
    let placeS: Double
    let endS: Double
  }

  /// Gaps up to here are the clock's trembling.
  private static let gapS = 0.02
  /// Longer silence is not filled.
  private static let longestGapS = 2.0
  /// Blocks are remembered for so long.
  private static let rememberedS = 12.0

  /// Makes one that has heard nothing.
  public init() {}

  /// Takes the next mono samples, -1...1, of which the first was taken at `takenS`.
  ///
  /// Returns the onsets that are now settled. A rate that is none is not listened to.
  public mutating func push(_ samples: [Float], rateHz: Double, takenS: Double) -> HeardOnsets {
    guard rateHz.isFinite, (1000...1_000_000).contains(rateHz), takenS.isFinite else {
      return HeardOnsets()
    }
    let joined = join(samples, rateHz, takenS)
    endS = takenS + Double(samples.count) / rateHz
    fed += Double(joined.count) / rateHz
    anchors.append(Anchor(placeS: fed, endS: endS))
    anchors.removeAll { fed - $0.placeS > Self.rememberedS }
    let heard = resampler?.push(joined) ?? joined
    return HeardOnsets(
      early: timed(early.push(heard)), final: timed(final.push(heard)))
  }

  /// Returns the last ones, at the end of the sound.
  public mutating func finish() -> HeardOnsets {
    HeardOnsets(final: timed(final.push([], last: true)))
  }

  /// Returns the samples, with silence where some are missing before them.
  private mutating func join(_ samples: [Float], _ rate: Double, _ takenS: Double) -> [Float] {
    if fed == 0 || rate != rateHz {
      self = LiveOnsets()
      (rateHz, endS) = (rate, takenS)
      resampler = rate == OnsetClock.rateHz ? nil : SoundResampler(rateHz: rate)
    }
    let gapS = takenS - endS
    if gapS > Self.gapS {
      let missing = Int((min(gapS, Self.longestGapS) * rate).rounded(.toNearestOrEven))
      return [Float](repeating: 0, count: missing) + samples
    }
    if gapS < -Self.gapS {
      return Array(samples.dropFirst(Int(min(-gapS * rate, Double(samples.count)).rounded())))
    }
    return samples
  }

  /// Puts peaks onto the clock of the blocks.
  private func timed(_ peaks: [SoundPeak]) -> [LiveOnset] {
    peaks.compactMap { peak in
      // The first block that ends behind it knows best when it was.
      guard let anchor = anchors.first(where: { $0.placeS > peak.atS }) ?? anchors.last else {
        return nil
      }
      return LiveOnset(
        timeS: anchor.endS - (anchor.placeS - peak.atS), strength: Double(peak.strength))
    }
  }
}
