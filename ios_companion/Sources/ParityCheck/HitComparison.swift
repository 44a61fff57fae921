/// The hits of a stretch of golden frames on two sides, as `core/phone/hit_comparison.py` pairs them.

import SweetspotModels

/// One hit; nil on the side that did not find it.
public struct HitComparison: Hashable, Sendable {
  /// The stretch's number.
  public let stretch: Int
  /// The laptop's.
  public let expected: HitFigure?
  /// The phone's.
  public let found: HitFigure?
  /// Whether both score it the same.
  public let passed: Bool
  /// What differs; empty where nothing does.
  public let words: String

  /// Hits so many frames apart at most are the same hit.
  private static let sameFrames = 1

  /// Returns the hits of one stretch in pairs, and how their scores compare.
  ///
  /// Two scores may differ where r is the same to within `tolerance.r`: a band ends in between.
  public static func of(
    expected: [HitFigure], found: [HitFigure], tolerance: Tolerance, stretch: Int = 0
  ) -> [HitComparison] {
    var left = found
    var compared: [HitComparison] = []
    for ours in expected {
      let nearest = left.indices.min { distance(left[$0], ours) < distance(left[$1], ours) }
      if let at = nearest, distance(left[at], ours) <= Double(sameFrames) {
        compared.append(judged(stretch, ours, left.remove(at: at), tolerance))
      } else {
        let words = "the hit at \(time(ours)) s (\(score(ours))) is not found any more"
        compared.append(
          HitComparison(stretch: stretch, expected: ours, found: nil, passed: false, words: words))
      }
    }
    return compared
      + left.map { theirs in
        let words = "a hit at \(time(theirs)) s (\(score(theirs))) is found that was not there"
        return HitComparison(
          stretch: stretch, expected: nil, found: theirs, passed: false, words: words)
      }
  }

  private static func judged(
    _ stretch: Int, _ ours: HitFigure, _ theirs: HitFigure, _ tolerance: Tolerance
  ) -> HitComparison {
    if ours.score == theirs.score {
      return HitComparison(
        stretch: stretch, expected: ours, found: theirs, passed: true, words: "")
    }
    let now = theirs.score.map(String.init) ?? "nothing"
    let was = ours.score.map(String.init) ?? "nothing"
    var words = "the hit at \(time(ours)) s scores \(now), not \(was)"
    var isNear = false
    if let a = ours.r, let b = theirs.r, abs(a - b) <= tolerance.r {
      isNear = true
      words +=
        ": r is \(b.text(digits: 3)) and \(a.text(digits: 3)), with a score's edge in between"
    }
    return HitComparison(
      stretch: stretch, expected: ours, found: theirs, passed: isNear, words: words)
  }

  /// Returns how many frames two hits are apart; a number of any size can stand in a file.
  private static func distance(_ a: HitFigure, _ b: HitFigure) -> Double {
    abs(Double(a.frame) - Double(b.frame))
  }

  private static func time(_ hit: HitFigure) -> String { hit.timeS.text(digits: 2) }

  private static func score(_ hit: HitFigure) -> String {
    hit.score.map { "score \($0)" } ?? "no score"
  }
}
