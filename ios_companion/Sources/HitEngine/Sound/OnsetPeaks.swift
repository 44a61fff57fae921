/// Peaks of a curve of onset strength that stand out from their surroundings.

import Foundation

/// How peaks are picked, as on the laptop.
enum OnsetPeaks {
  /// Levels are found for pieces of so many hops: a quarter of a second,
  static let block = 43
  /// each from so many pieces on either side, too.
  static let aroundBlocks = 3
  static let madToSigma: Float = 1.4826
  /// An onset stands out by so many times the spread around it,
  static let threshold: Float = 4
  /// and is at least so strong.
  static let least: Float = 0.15
  /// Of several onsets within so many hops (40 ms) the strongest counts.
  static let reach = 7
  /// The flux of an impact peaks this long after its attack.
  static let lateS = 0.002

  /// Returns for each value of a curve what it must exceed to stand out.
  ///
  /// The median and the spread of the surrounding 1.75 s, found on quarter seconds and joined by
  /// straight lines.
  static func localThreshold(_ curve: [Float]) -> [Float] {
    guard let last = curve.last else { return [] }
    let blocks = (curve.count + block - 1) / block
    let padded = curve + [Float](repeating: last, count: blocks * block - curve.count)
    let levels = (0..<blocks).map { middle in
      var around: [Float] = []
      for near in (middle - aroundBlocks)...(middle + aroundBlocks) {
        let at = min(max(near, 0), blocks - 1)
        around += padded[(at * block)..<((at + 1) * block)]
      }
      return Double(standOut(of: around))
    }
    return curve.indices.map { i in
      let place = min(max(Double(i) / Double(block) - 0.5, 0), Double(blocks - 1))
      let below = min(Int(place), max(blocks - 2, 0))
      let above = min(below + 1, blocks - 1)
      let level = levels[below] + (levels[above] - levels[below]) * (place - Double(below))
      return max(Float(level), least)
    }
  }

  /// Returns what stands out from some values.
  static func standOut(of values: [Float]) -> Float {
    let middle = median(values)
    let spread = median(values.map { abs($0 - middle) }) * madToSigma
    return middle + threshold * spread
  }

  /// Returns the steps of the peaks over a threshold, each the largest within `reach`.
  static func tops(of curve: [Float], above: [Float]) -> [Int] {
    curve.indices.filter { at in
      guard curve[at] > above[at] else { return false }
      let before = curve[max(at - reach, 0)..<at]
      let after = curve[at..<min(at + reach + 1, curve.count)]
      return before.allSatisfy { $0 < curve[at] } && after.allSatisfy { $0 <= curve[at] }
    }
  }

  /// Returns the centre of gravity of a peak and its two neighbours, in steps.
  static func centre(of top: Int, in curve: [Float]) -> Double {
    let before = top > 0 ? Double(curve[top - 1]) : 0
    let after = top + 1 < curve.count ? Double(curve[top + 1]) : 0
    return Double(top) + (after - before) / max(before + Double(curve[top]) + after, 1e-9)
  }
}

/// A moment at which sound sets in, in seconds since the first sample, and how clearly.
struct SoundPeak: Sendable {
  let atS: Double
  let strength: Float
}
