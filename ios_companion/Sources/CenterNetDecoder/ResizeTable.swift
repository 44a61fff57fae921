/// Which pixels of a row or column make one pixel of its resized copy, and with what weight.

/// For one axis the few source pixels of each target pixel, which is their weighted mean.
///
/// Shrinking takes the mean over the area that a target pixel covers, growing lies between the two
/// nearest centres: what OpenCV does with INTER_AREA and INTER_LINEAR.
struct ResizeTable: Sendable {
  /// How many source pixels make a target pixel; where fewer do, the others weigh nothing.
  let taps: Int
  /// The first source pixel of each target pixel.
  let first: [Int]
  /// `taps` weights for each target pixel.
  let weights: [Float]

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - source: Pixels of the source, at least one.
  ///   - target: Pixels of the copy, at least one.
  ///   - byArea: Whether the mean over areas is wanted; needs a target that is not larger.
  init(source: Int, target: Int, byArea: Bool) {
    let scale = Double(source) / Double(target)
    let found = (0..<target).map { pixel in
      byArea
        ? Self.areaTaps(pixel, scale: scale, source: source)
        : Self.linearTaps(pixel, scale: scale, source: source)
    }
    let taps = found.map(\.weights.count).max() ?? 1
    self.taps = taps
    // The pixels that weigh nothing come behind the others, or before them at the end of the row.
    let first = found.map { min($0.first, source - taps) }
    weights = zip(found, first).flatMap { one, first in
      let before = one.first - first
      return [Float](repeating: 0, count: before) + one.weights
        + [Float](repeating: 0, count: taps - before - one.weights.count)
    }
    self.first = first
  }

  var count: Int { first.count }

  /// What lies less than a thousandth of a pixel inside is left out, as in OpenCV.
  private static func areaTaps(
    _ pixel: Int, scale: Double, source: Int
  ) -> (first: Int, weights: [Float]) {
    let low = Double(pixel) * scale
    let high = low + scale
    let covered = min(scale, Double(source) - low)
    let end = min(Int(high.rounded(.down)), source - 1)
    let begin = min(Int(low.rounded(.up)), end)
    var weights: [Float] = []
    var first = begin
    if Double(begin) - low > 1e-3 {
      first -= 1
      weights.append(Float((Double(begin) - low) / covered))
    }
    weights += [Float](repeating: Float(1 / covered), count: end - begin)
    if high - Double(end) > 1e-3 {
      weights.append(Float(min(min(high - Double(end), 1), covered) / covered))
    }
    return (first, weights)
  }

  private static func linearTaps(
    _ pixel: Int, scale: Double, source: Int
  ) -> (first: Int, weights: [Float]) {
    let place = min(max((Double(pixel) + 0.5) * scale - 0.5, 0), Double(source - 1))
    let first = min(Int(place), source - 1)
    // OpenCV counts in 2048ths.
    let share = Float(((place - Double(first)) * 2048).rounded()) / 2048
    return share == 0 ? (first, [1]) : (first, [1 - share, share])
  }
}
