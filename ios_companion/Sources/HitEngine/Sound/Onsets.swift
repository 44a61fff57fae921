/// Moments at which a sound sets in.

import Foundation

/// Moments at which a sound sets in: seconds on the video's clock, rising, and how clearly.
public struct Onsets: Hashable, Sendable {
  /// Seconds on the video's clock, in rising order.
  public var timeS: [Double]
  /// How clearly each sets in, as many as there are times.
  public var strength: [Double]

  /// Makes onsets of their times (s) and strengths; what has no partner is left out.
  public init(timeS: [Double] = [], strength: [Double] = []) {
    let count = min(timeS.count, strength.count)
    self.timeS = Array(timeS.prefix(count))
    self.strength = Array(strength.prefix(count))
  }

  /// Returns the number of onsets before a time.
  func countBefore(_ limitS: Double) -> Int {
    var (low, high) = (0, timeS.count)
    while low < high {
      let middle = (low + high) / 2
      if timeS[middle] < limitS { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Returns 0...1 per onset: how clear it is among the clear ones of the film.
  func loudness(_ p: SoundParameters) -> [Double] {
    let loud = quantile(strength, 0.9) * p.loudShare
    return strength.map { min(max($0 / max(loud, 1e-9), 0), 1) }
  }
}

/// Returns a quantile, on the straight line between the two values around it; 0 of nothing.
func quantile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  guard let last = sorted.last else { return 0 }
  let place = share * Double(sorted.count - 1)
  let below = min(Int(place), sorted.count - 1)
  guard below + 1 < sorted.count else { return last }
  let (a, b, t) = (sorted[below], sorted[below + 1], place - Double(below))
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t
}
