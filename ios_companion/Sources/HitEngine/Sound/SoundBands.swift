/// Sound in bands of frequency, hop after hop.

import Foundation

/// How loud a hop is in each band.
typealias Bands = [Float]

/// Means of a spectrum over log-spaced bands, magnitudes relative to full scale.
struct SoundBands: Sendable {
  private var spectrum = Spectrum()
  /// The bins of each band.
  private let bins: [Range<Int>]

  static let count = 16
  static let lowestHz = 1000.0
  static let highestHz = 10500.0

  init() {
    let step = log(Self.highestHz / Self.lowestHz) / Double(Self.count)
    let binHz = OnsetClock.rateHz / Double(Spectrum.window)
    let firsts = (0...Self.count).map {
      Int((Self.lowestHz * exp(step * Double($0)) / binHz).rounded(.up))
    }
    bins = (0..<Self.count).map { firsts[$0]..<firsts[$0 + 1] }
  }

  /// Returns the bands of one window of samples.
  mutating func of(_ samples: ArraySlice<Float>) -> Bands {
    spectrum.take(samples)
    return bins.map { band in
      let weight = 1 / Float(band.count) / Float(Spectrum.window / 4)
      return band.reduce(0) { $0 + spectrum.magnitude($1) * weight }
    }
  }
}

/// The sound's steps in time.
enum OnsetClock {
  /// Samples per second that onsets are looked for in.
  static let rateHz = 22050.0
  /// Samples from one value to the next.
  static let hop = 128
  /// The same in seconds.
  static let hopS = Double(hop) / rateHz
}

/// Returns the value in the middle, of two the mean; 0 of nothing.
func median(_ values: [Float]) -> Float {
  guard !values.isEmpty else { return 0 }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
