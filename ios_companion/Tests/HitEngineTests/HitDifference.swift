/// How far two lists of hits are apart.

import SweetspotModels

/// The largest difference between hits that should be the same, and where it is.
struct HitDifference {
  /// Over all numbers: seconds, pixels, half extents, metres.
  private(set) var largest = 0.0
  /// What differs by more than a number, in words.
  private(set) var words: [String] = []

  /// Compares two lists, hit by hit.
  mutating func compare(_ found: [Hit], with expected: [Hit], _ place: String) {
    guard found.map(\.id) == expected.map(\.id) else {
      words.append("\(place): \(found.map(\.id)) instead of \(expected.map(\.id))")
      return
    }
    for (a, b) in zip(found, expected) { compare(a, b, "\(place) \(b.id)") }
  }

  /// Adds another comparison to this one.
  mutating func merge(_ other: HitDifference) {
    largest = max(largest, other.largest)
    words += other.words
  }

  private mutating func compare(_ a: Hit, _ b: Hit, _ place: String) {
    if a.frame != b.frame || a.stroke != b.stroke || a.source != b.source {
      words.append("\(place): another frame, stroke or source")
    }
    number(a.timeS, b.timeS, "\(place) time")
    number(a.confidence, b.confidence, "\(place) confidence")
    number(a.rSigma, b.rSigma, "\(place) sigma of r")
    number(a.timeSigmaS, b.timeSigmaS, "\(place) sigma of time")
    number(a.ballStepM, b.ballStepM, "\(place) step")
    number(a.soundOnsetS, b.soundOnsetS, "\(place) onset")
    list(a.ballXy.map { [$0.x, $0.y] }, b.ballXy.map { [$0.x, $0.y] }, "\(place) ball")
    list(a.offset.map { [$0.x, $0.y] }, b.offset.map { [$0.x, $0.y] }, "\(place) offset")
    list(
      a.tipDirection.map { [$0.x, $0.y] }, b.tipDirection.map { [$0.x, $0.y] }, "\(place) tip")
    list(a.racketHeadXyxy?.edges, b.racketHeadXyxy?.edges, "\(place) head")
  }

  private mutating func number(_ a: Double?, _ b: Double?, _ place: String) {
    list(a.map { [$0] }, b.map { [$0] }, place)
  }

  private mutating func list(_ a: [Double]?, _ b: [Double]?, _ place: String) {
    guard let a, let b else {
      if (a == nil) != (b == nil) { words.append("\(place): known here, unknown there") }
      return
    }
    for (one, other) in zip(a, b) {
      let gap = abs(one - other)
      largest = max(largest, gap)
      if !(gap <= 1e-4) { words.append("\(place): \(one) instead of \(other)") }
    }
  }
}
