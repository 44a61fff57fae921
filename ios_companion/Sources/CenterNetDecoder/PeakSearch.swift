/// Finds the cells of a heat map that are the highest of their neighbourhood.

/// Finds the best peaks of a heat map from the limits on.
///
/// A peak is at least as high as each of the eight cells around it, so equal neighbours are all
/// peaks, as with the 3x3 max-pool of CenterNet (arXiv:1904.07850, section 4). Equal peaks come by
/// class, row, column. Beside something that is no number there is no peak.
///
/// - Parameters:
///   - heat: Logits, a plane for each class.
///   - limits: The least logit of a peak, for each class.
///   - count: How many at most.
///   - kernels: The loops over rows.
/// - Returns: The peaks, best first.
func bestPeaks<Kernels: MapKernels>(
  of heat: MapView, limits: [Float], count: Int, kernels: Kernels.Type
) -> [Peak] {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: heat.width) { scratch in
    var best = BestPeaks(count)
    for channel in 0..<heat.channels {
      let limit = limits[channel]
      for y in 0..<heat.height {
        let row = heat.row(channel, y, scratch: scratch, kernels: kernels)
        var start = 0
        while let x = kernels.firstIndex(in: row, from: start, atLeast: limit) {
          start = x + 1
          if best.wants(row[x]), isHighest(heat, channel, y, x, row) {
            best.offer(row[x], channel: channel, row: y, column: x)
          }
        }
      }
    }
    return best.sorted()
  }
}

/// Whether no cell around (`y`, `x`) is higher; `row` is row `y`.
@inline(__always)
private func isHighest(
  _ heat: MapView, _ channel: Int, _ y: Int, _ x: Int, _ row: UnsafeBufferPointer<Float>
) -> Bool {
  let value = row[x]
  let left = max(0, x - 1)
  let right = min(heat.width - 1, x + 1)
  guard value >= row[left], value >= row[right] else { return false }
  for other in [y - 1, y + 1] where other >= 0 && other < heat.height {
    for column in left...right where !(value >= heat[channel, other, column]) { return false }
  }
  return true
}
