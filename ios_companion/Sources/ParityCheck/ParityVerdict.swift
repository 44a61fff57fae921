/// Whether the phone computes what the laptop computes, with the proof.

import SweetspotModels

/// The golden frame that differs most, with the boxes that both sides show.
public struct WorstFrame: Hashable, Sendable {
  /// How it compares.
  public let comparison: FrameComparison
  /// The boxes to expect, from the thresholds on.
  public let expected: [GoldenBox]
  /// The boxes that the phone shows.
  public let found: [GoldenBox]
}

/// The outcome of a check on this device.
public struct ParityVerdict: Hashable, Sendable {
  /// Every golden frame.
  public let frames: [FrameComparison]
  /// Every hit of either side.
  public let hits: [HitComparison]
  /// The frame that differs most; nil without frames.
  public let worst: WorstFrame?
  /// What the phone saw: what the report tells the laptop.
  public let stretches: [PhoneStretch]

  /// Whether all golden frames have the same boxes and all hits the same scores.
  public var passed: Bool {
    !frames.isEmpty && frames.allSatisfy(\.passed) && hits.allSatisfy(\.passed)
  }

  /// The largest way of an edge, in pixels of the golden pictures.
  public var largestShiftPx: Double { frames.map(\.shiftPx).max() ?? 0 }

  /// The verdict in a coach's words, what differs first; as the laptop puts it.
  public var words: String {
    let same = frames.filter(\.passed).count
    var words = ["\(same) of \(frames.count) frames: same boxes"]
    if frames.contains(where: { $0.matched > 0 }) {
      words.append("largest shift \(largestShiftPx.text(digits: 1)) px")
    }
    if let first = frames.first(where: { !$0.passed }) {
      words.append("frame \(first.number + 1): \(first.words)")
    }
    if let scores = CheckWords.hitScores(hits.map(\.passed)) { words.append(scores) }
    if let first = hits.first(where: { !$0.passed }) { words.append(first.words) }
    return words.joined(separator: "; ")
  }

  /// How long a frame takes: "7.5 ms a frame, the slowest 8.2 ms"; empty without frames.
  public var speedWords: String {
    guard let medianMs, let slowestMs else { return "" }
    return "\(medianMs.text(digits: 1)) ms a frame, the slowest \(slowestMs.text(digits: 1)) ms"
  }

  /// The median time of a frame, in milliseconds; nil without frames.
  public var medianMs: Double? { stretches.flatMap(\.frames).map(\.ms).median }

  /// The time of the slowest frame, in milliseconds; nil without frames.
  public var slowestMs: Double? { stretches.flatMap(\.frames).map(\.ms).max() }

  /// Returns the report on the bundle with this SHA-256, for the laptop.
  public func report(bundle: String, device: PhoneDevice, units: String) -> PhoneReport {
    PhoneReport(
      bundle: bundle, device: device, passed: passed, stretches: stretches, units: units)
  }
}
