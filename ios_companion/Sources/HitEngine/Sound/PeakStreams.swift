/// Peaks of onset strength while the sound comes.

/// Peaks exactly as of the whole sound, told once nothing to come can change them.
struct FinalPeaks: Sendable {
  private var strength = OnsetStrength(BlockFloor())
  private var curve: [Float] = []
  private var base = 0
  private var told = 0

  /// A threshold is a line between the levels of two pieces, each found from so many around it.
  static let around = OnsetPeaks.aroundBlocks + 1

  /// Takes samples, returns the peaks that are settled; with `last` all of them.
  mutating func push(_ samples: [Float], last: Bool = false) -> [SoundPeak] {
    let more = strength.push(samples, last: last)
    if more.isEmpty, !last { return [] }
    curve += more
    let end = base + curve.count
    let sure = last ? end : max(end / OnsetPeaks.block - Self.around, 0) * OnsetPeaks.block
    guard sure > told else { return [] }
    let tops = OnsetPeaks.tops(of: curve, above: OnsetPeaks.localThreshold(curve))
    let found = tops.filter { told <= $0 + base && $0 + base < sure }.map { top in
      let place = Double(base) + OnsetPeaks.centre(of: top, in: curve)
      return SoundPeak(
        atS: place * OnsetClock.hopS - OnsetPeaks.lateS, strength: curve[top])
    }
    told = sure
    let keepFrom = max(sure / OnsetPeaks.block - Self.around - 1, 0) * OnsetPeaks.block
    curve.removeFirst(keepFrom - base)
    base = keepFrom
    return found
  }
}

/// Peaks measured against the past alone, each told when 40 ms have passed without a higher one.
struct EarlyPeaks: Sendable {
  private var strength = OnsetStrength(RecentFloor())
  private var curve: [Float] = []
  private var base = 0
  private var told = Self.enough
  private var above = Float.infinity
  private var unlearned = 0

  /// So many hops (a second) must have been heard before anything stands out from them.
  static let enough = 172

  /// Takes samples, returns the peaks that are settled.
  mutating func push(_ samples: [Float]) -> [SoundPeak] {
    let more = strength.push(samples)
    guard !more.isEmpty else { return [] }
    curve += more
    unlearned += more.count
    if unlearned >= RecentFloor.learnEvery {
      unlearned = 0
      above = max(OnsetPeaks.standOut(of: curve), OnsetPeaks.least)
    }
    let sure = base + curve.count - OnsetPeaks.reach
    guard sure > told else { return [] }
    // Only the end of what is held can be new.
    let from = max(told - OnsetPeaks.reach - 1 - base, 0)
    let recent = Array(curve[from...])
    let limit = [Float](repeating: above, count: recent.count)
    let first = base + from
    let found = OnsetPeaks.tops(of: recent, above: limit)
      .filter { told <= $0 + first && $0 + first < sure }
      .map { top in
        let place = Double(first) + OnsetPeaks.centre(of: top, in: recent)
        return SoundPeak(
          atS: place * OnsetClock.hopS - OnsetPeaks.lateS, strength: recent[top])
      }
    told = sure
    let spare = max(curve.count - RecentFloor.heardHops, 0)
    curve.removeFirst(spare)
    base += spare
    return found
  }
}
