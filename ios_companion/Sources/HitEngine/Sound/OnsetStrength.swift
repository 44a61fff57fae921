/// How strongly sound sets in, hop by hop: a spectral flux tuned for impacts.

import Foundation

/// Turns a stream of samples into one strength value a hop; keeps no more than a block.
///
/// Sources: S. Dixon, "Onset detection revisited", DAFx 2006 (half-wave rectified spectral
/// flux); S. Böck and G. Widmer, "Maximum filter vibrato suppression for onset detection", DAFx
/// 2013 (log magnitudes in log-spaced bands, a lag, a maximum filter over bands). Changed for
/// impacts: short windows, only 1 kHz and up, each band measured against its own noise floor.
struct OnsetStrength<Floor: NoiseFloor>: Sendable {
  private var floor: Floor
  private var bands = SoundBands()
  private var pending = [Float](repeating: 0, count: Spectrum.window / 2)
  /// The magnitudes of the last hops, against which the next are measured.
  private var before: [Bands] = []
  /// At the beginning encoders fade in: nothing sets in there.
  private var silentHops = 8

  private static var lag: Int { 2 }

  init(_ floor: Floor) {
    self.floor = floor
  }

  /// Takes mono samples at `OnsetClock.rateHz`, returns the strengths that are complete.
  ///
  /// Value i of all that is returned is for the time i times `OnsetClock.hopS` after the first
  /// sample. With `last` the rest is flushed.
  mutating func push(_ samples: [Float], last: Bool = false) -> [Float] {
    pending += samples
    if last { pending += [Float](repeating: 0, count: Spectrum.window) }
    var found: [Float] = []
    var at = 0
    while true {
      let ready = (pending.count - at - Spectrum.window) / OnsetClock.hop + 1
      guard pending.count - at >= Spectrum.window, ready >= (last ? 1 : floor.blockHops) else {
        break
      }
      let count = min(ready, floor.blockHops)
      found += strength(from: at, count: count)
      at += count * OnsetClock.hop
    }
    pending.removeFirst(at)
    return found
  }

  private mutating func strength(from start: Int, count: Int) -> [Float] {
    var magnitudes: [Bands] = []
    for hop in 0..<count {
      let at = start + hop * OnsetClock.hop
      magnitudes.append(bands.of(pending[at..<(at + Spectrum.window)]))
    }
    let under = floor.under(magnitudes)
    // What stands before the beginning is like the beginning: starting is no onset.
    if before.isEmpty, let first = magnitudes.first {
      before = [Bands](repeating: first, count: Self.lag)
    }
    // The lagged hops go through the same floor: no step where two blocks meet.
    let together = before + magnitudes
    before = Array(together.suffix(Self.lag))
    let level = together.map { hop in zip(hop, under).map { log1p($0 / (2 * $1)) } }
    return (0..<count).map { i in
      if silentHops > 0 {
        silentHops -= 1
        return 0
      }
      return rise(from: level[i], to: level[i + Self.lag])
    }
  }

  /// Returns the mean over the bands of what is louder than a band and its neighbours were.
  private func rise(from earlier: Bands, to now: Bands) -> Float {
    var total: Float = 0
    for band in now.indices {
      let below = earlier[(band + now.count - 1) % now.count]
      let above = earlier[(band + 1) % now.count]
      total += max(now[band] - max(earlier[band], below, above), 0)
    }
    return total / Float(now.count)
  }
}
