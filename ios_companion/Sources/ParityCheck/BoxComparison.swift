/// The boxes of one golden frame on two sides: matched, lost, gained, moved.
///
/// The rules are those of `core/phone/box_comparison.py`, which says why they are as they are.

import SweetspotModels

/// One golden frame: the boxes that the laptop shows, and those that the phone shows.
public struct FrameComparison: Hashable, Sendable {
  /// The frame's number among all golden frames.
  public let number: Int
  /// The PNG's name.
  public let file: String
  /// Boxes that are expected.
  public let expected: Int
  /// Boxes that both sides show.
  public let matched: Int
  /// Boxes that are missing.
  public let lost: Int
  /// Boxes that nobody expects.
  public let gained: Int
  /// Boxes decided by a hair either way, which is no fault.
  public let onEdge: Int
  /// The largest way of an edge of any other box, in pixels of the golden picture.
  public let shiftPx: Double
  /// The largest difference of two scores.
  public let scoreChange: Double
  /// Boxes that lie too far off.
  public let moved: Int
  /// What differs, the surest box first; empty where nothing does.
  public let words: String

  /// Whether both sides show the same.
  public var passed: Bool { lost == 0 && gained == 0 && moved == 0 }
}

/// Compares the boxes of golden frames.
public struct BoxComparer: Sendable {
  /// The score from which a box is shown, by label.
  public let thresholds: [String: Double]
  /// What is no fault.
  public let tolerance: Tolerance
  /// Whether the found boxes end at the thresholds: then a score at the edge alone forgives.
  public var foundIsCut = false

  /// Makes a comparer for these thresholds and this tolerance.
  public init(thresholds: [String: Double], tolerance: Tolerance) {
    self.thresholds = thresholds
    self.tolerance = tolerance
  }

  /// Compares what two sides have in one frame, also weak boxes; `ties` are other boxes to be
  /// expected.
  public func compare(
    expected: [GoldenBox], found: [GoldenBox], ties: [GoldenBox] = [], number: Int = 0,
    file: String = ""
  ) -> FrameComparison {
    let pairs = BoxPair.of(expected, found, tolerance)
    let both = pairs.filter { isShown($0.expected) && isShown($0.found) }
    let lost = alone(
      expected, partners: pairs.byPlace(\.ours), held: both.map(\.ours),
      matched: both.map(\.expected), ties: ties)
    let gained = alone(
      found, partners: pairs.byPlace(\.theirs), held: both.map(\.theirs),
      matched: both.map(\.found), ties: ties)
    let firm = both.filter { !$0.isTied(ties, tolerance) }
    let moved = firm.filter { $0.shiftPx >= tolerance.allowedPx($0.expected) }
    return FrameComparison(
      number: number, file: file, expected: expected.filter(isShown).count, matched: both.count,
      lost: lost.missing.count, gained: gained.missing.count,
      onEdge: lost.forgiven + gained.forgiven + both.count - firm.count,
      shiftPx: (firm.map(\.shiftPx).max() ?? 0).toDigits(3),
      scoreChange: (both.map(\.change).max() ?? 0).toDigits(5), moved: moved.count,
      words: DifferenceWords.of(lost: lost.missing, gained: gained.missing, moved: moved))
  }

  /// Returns whether a box's score reaches its class's threshold.
  func isShown(_ box: GoldenBox) -> Bool { box.score >= thresholds[box.label] ?? 1 }

  /// Boxes that one side alone shows: how many are forgiven, and which are not.
  private func alone(
    _ side: [GoldenBox], partners: [Int: BoxPair], held: [Int], matched: [GoldenBox],
    ties: [GoldenBox]
  ) -> (forgiven: Int, missing: [LoneBox]) {
    let held = Set(held)
    let lone = side.enumerated().filter { isShown($1) && !held.contains($0) }
      .map { LoneBox(box: $1, partner: partners[$0]) }
    let missing = lone.filter { each in
      !isAtEdge(each) && !Hair.decides(each.box, matched, ties, edge: tolerance.edge)
    }
    return (lone.count - missing.count, missing)
  }

  private func isAtEdge(_ lone: LoneBox) -> Bool {
    if let pair = lone.partner { return pair.change <= tolerance.edge }
    let threshold = thresholds[lone.box.label] ?? 1
    return foundIsCut && lone.box.score - threshold <= tolerance.edge
  }
}

/// A box that is shown on one side, and its pair where the other side has it below the threshold.
struct LoneBox {
  let box: GoldenBox
  let partner: BoxPair?
}

extension [BoxPair] {
  /// Returns the pairs by their place on one side.
  fileprivate func byPlace(_ place: KeyPath<BoxPair, Int>) -> [Int: BoxPair] {
    Dictionary(map { ($0[keyPath: place], $0) }, uniquingKeysWith: { first, _ in first })
  }
}
