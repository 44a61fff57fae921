/// Sound at another rate.

import Foundation

/// Brings a stream of samples to `OnsetClock.rateHz`, in bounded memory.
///
/// Band-limited interpolation with a bell-shaped sinc (J. O. Smith, "Digital Audio Resampling",
/// CCRMA, Stanford): what the lower of the two rates cannot hold is left out.
struct SoundResampler: Sendable {
  private let step: Double
  private let reach: Int
  private let kernel: [Float]
  private var pending: [Float]
  /// Where the next sample out lies in `pending`.
  private var place: Double

  /// Zero crossings of the sinc on either side.
  private static let crossings = 12
  /// Values of the kernel from one sample to the next.
  private static let fine = 128
  /// Of the lower rate's half so much is kept.
  private static let kept = 0.94

  /// Makes one for sound of `rateHz`, which must be a positive number.
  init(rateHz: Double) {
    step = rateHz / OnsetClock.rateHz
    let share = min(1, 1 / step) * Self.kept
    reach = Int((Double(Self.crossings) / share).rounded(.up))
    let half = reach
    kernel = (0...(half * Self.fine)).map { i in
      let x = Double(i) / Double(Self.fine)
      let sinc = x == 0 ? 1 : sin(.pi * x * share) / (.pi * x * share)
      let bell = 0.5 + 0.5 * cos(.pi * x / Double(half))
      return Float(share * sinc * bell)
    }
    // Before the first sample there is silence.
    pending = [Float](repeating: 0, count: reach)
    place = Double(reach)
  }

  /// Takes samples, returns those of the other rate that are known by now.
  mutating func push(_ samples: [Float]) -> [Float] {
    pending += samples
    var found: [Float] = []
    while Int(place) + reach < pending.count {
      found.append(value(at: place))
      place += step
    }
    let spare = min(max(0, Int(place) - reach), pending.count)
    pending.removeFirst(spare)
    place -= Double(spare)
    return found
  }

  private func value(at place: Double) -> Float {
    let middle = Int(place)
    var total: Float = 0
    for i in max(0, middle - reach + 1)...(middle + reach) {
      let away = abs(Double(i) - place) * Double(Self.fine)
      let below = Int(away)
      guard below + 1 < kernel.count else { continue }
      let rest = Float(away - Double(below))
      total += pending[i] * (kernel[below] + rest * (kernel[below + 1] - kernel[below]))
    }
    return total
  }
}
