/// How late a film's sound is against its picture.

import Foundation
import SweetspotModels

/// How late the sound is against the picture (s), how sure, and how many hits say so.
public struct SoundShift: Hashable, Sendable {
  /// Seconds; positive where the sound is late.
  public var shiftS: Double
  /// How far that may be off.
  public var sigmaS: Double
  /// Hits that were shown and near an onset.
  public var n: Int

  /// Tried shifts are so far apart, in seconds.
  static let stepS = 0.004

  /// Estimates the constant by which the sound is late, from hits and the onsets around them.
  ///
  /// Every shift gets the sum over the hits of the clearest onset it would explain, each hit
  /// counting by its confidence, on top of what is usual; the best wins.
  public init(hits: [Hit], onsets: Onsets, parameters p: SoundParameters = SoundParameters()) {
    let loudness = onsets.loudness(p)
    let grid = Self.grid(p)
    var votes = grid.map {
      let off = ($0 - p.usualShiftS) / p.usualSigmaS
      return -0.5 * (off * off)
    }
    n = 0
    for hit in hits {
      let near = onsets.near(hit, p)
      guard !near.isEmpty else { continue }
      let sigma = timeSigma(of: hit, p)
      // A moment known ill matches many onsets and so says little.
      let says = 4 * (hit.confidence * min(1, 0.02 / sigma + 0.2))
      for (i, shift) in grid.enumerated() {
        let clearest = near.reduce(0) { best, onset in
          let off = (onsets.timeS[onset] - hit.timeS - shift) / sigma
          return max(best, loudness[onset] * exp(-0.5 * (off * off)))
        }
        votes[i] += says * clearest
      }
      if hit.confidence >= p.showFrom { n += 1 }
    }
    let best = votes.indices.reduce(0) { votes[$1] > votes[$0] ? $1 : $0 }
    let weights = votes.map { exp($0 - votes[best]) }
    let total = weights.reduce(0, +)
    let mean = zip(weights, grid).reduce(0) { $0 + $1.0 * $1.1 } / total
    let spread = zip(weights, grid).reduce(0) {
      $0 + $1.0 * (($1.1 - mean) * ($1.1 - mean))
    }
    shiftS = grid[best]
    sigmaS = (spread / total).squareRoot()
  }

  private static func grid(_ p: SoundParameters) -> [Double] {
    let count = Int(((p.shiftMaxS + 1e-9 - p.shiftMinS) / stepS).rounded(.up))
    // As numpy counts: by the difference of the first two.
    let step = p.shiftMinS + stepS - p.shiftMinS
    return (0..<max(1, count)).map { p.shiftMinS + Double($0) * step }
  }
}

extension Onsets {
  /// Returns the numbers of the onsets that may be a hit's.
  fileprivate func near(_ hit: Hit, _ p: SoundParameters) -> Range<Int> {
    let low = countBefore(hit.timeS + p.shiftMinS - 0.1)
    return low..<max(low, countBefore(hit.timeS + p.shiftMaxS + 0.1))
  }
}

/// Returns how far a hit's time and an onset's may lie apart, in seconds.
func timeSigma(of hit: Hit, _ p: SoundParameters) -> Double {
  let own = hit.timeSigmaS.flatMap { $0 == 0 ? nil : $0 } ?? 0.02
  return hypot(hypot(own, p.sightSigmaS), p.onsetSigmaS)
}
