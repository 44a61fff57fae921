/// The words in which two sides of a check are compared.

/// What a comparison of golden frames says, in a coach's words.
public enum CheckWords {
  /// Returns, say, "40 of 40 frames: same boxes; largest shift 0.3 px; all hit scores equal".
  ///
  /// Of each frame: whether both sides show the same, the boxes both show, those decided by a hair,
  /// and the largest way of an edge in pixels; of each hit: whether its score is the same.
  public static func figures(
    frames: [Bool], matched: [Int], onEdge: [Int], shiftPx: [Double], hits: [Bool]
  ) -> String {
    var words = ["\(frames.filter { $0 }.count) of \(frames.count) frames: same boxes"]
    if matched.contains(where: { $0 != 0 }) {
      words.append("largest shift \((shiftPx.max() ?? 0).text(digits: 1)) px")
      let decided = onEdge.reduce(0) { $0.addingReportingOverflow($1).partialValue }
      if decided != 0 {
        words.append("\(decided) \(decided == 1 ? "box" : "boxes") decided by a hair either way")
      }
    } else {
      words.append("no boxes to compare")
    }
    words.append(hitScores(hits) ?? "no hits in these frames")
    return words.joined(separator: "; ")
  }

  /// Returns how many hits score the same; nil without hits.
  public static func hitScores(_ hits: [Bool]) -> String? {
    if hits.isEmpty { return nil }
    let equal = hits.filter { $0 }.count
    if equal < hits.count { return "\(equal) of \(hits.count) hit scores equal" }
    return equal > 1 ? "all hit scores equal" : "the hit's score is equal"
  }
}
