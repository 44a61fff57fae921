/// Where a hit met the strings, in words a coach would use.

import Foundation

/// Outside length of a usual racket head.
///
/// The ITF's rules allow 39.4 cm of hitting surface (Rules
/// of Tennis, rule 4); heads of 98 to 100 square inches measure about 33 by 26 cm outside.
private let headLengthCm = 33.0
private let headWidthCm = 26.0

extension Hit {
  /// Where the ball met the strings, such as "7 cm from the centre, towards the tip"; empty where
  /// the offset is unknown.
  ///
  /// The head is foreshortened in the picture; dividing by its half extents undoes most of
  /// that, so centimetres come from the offset and the head's real size.
  public var offsetWords: String {
    guard let r else { return "" }
    let distance = centimetres(r)
    if distance < 1.5 { return "in the centre of the strings" }
    return "\(distance.text(digits: 0)) cm from the centre, \(directionWords)"
  }

  var measuredWords: String {
    let words = offsetWords
    return words.isEmpty ? "" : " (measured: \(words))"
  }

  var unknownWords: String {
    switch (ballXy, racketHeadXyxy) {
    case (nil, nil): "no score: neither ball nor strings could be seen at contact"
    case (nil, _): "no score: the ball could not be seen at contact"
    case (_, nil): "no score: the strings could not be seen at contact"
    default: "no score: ball and strings could not be measured against each other"
    }
  }

  func unsureWords(sigma: Double) -> String {
    if let ballStepM, ballStepM >= 0.3 {
      return "the ball moves \(ballStepM.text(digits: 1)) m between two frames"
    }
    return "it may be \(centimetres(sigma).text(digits: 0)) cm off"
  }

  /// Returns the length of `r` half extents along the offset's direction.
  private func centimetres(_ r: Double) -> Double {
    let along = shareAlongRacket
    return r * hypot(headLengthCm / 2 * along, headWidthCm / 2 * (1 - along * along).squareRoot())
  }

  /// |cos| of the angle between the offset and the racket's long axis.
  private var shareAlongRacket: Double {
    guard let tip = tipDirection, let r, r != 0 else { return 0.5.squareRoot() }
    let way = offsetPx
    let length = way.length == 0 ? 1 : way.length
    return min(1, abs(way.x * tip.x + way.y * tip.y) / length)
  }

  /// The offset in the picture's own proportions.
  private var offsetPx: Point {
    let offset = offset ?? Point(x: 0, y: 0)
    guard let head = racketHeadXyxy else { return offset }
    return Point(x: offset.x * head.width / 2, y: offset.y * head.height / 2)
  }

  private var directionWords: String {
    let way = offsetPx
    let length = way.length == 0 ? 1 : way.length
    let (u, v) = (way.x / length, way.y / length)
    guard let tip = tipDirection else { return wordsInPicture(u, v) }
    let along = u * tip.x + v * tip.y
    let across = Point(x: u - along * tip.x, y: v - along * tip.y)
    var words: [String] = []
    if abs(along) > 0.38 {  // within 67 degrees of the axis
      words.append(along > 0 ? "towards the tip" : "towards the throat")
    }
    if across.length > 0.38 {
      words.append("towards the \(edgeWord(across)) edge")
    }
    return words.joined(separator: " and ")
  }
}

private func edgeWord(_ way: Point) -> String {
  if abs(way.y) >= abs(way.x) { return way.y > 0 ? "lower" : "upper" }
  return way.x > 0 ? "right" : "left"
}

private func wordsInPicture(_ u: Double, _ v: Double) -> String {
  if abs(v) > 2.4 * abs(u) { return v > 0 ? "below it" : "above it" }
  if abs(u) > 2.4 * abs(v) {
    return u > 0 ? "to its right in the picture" : "to its left in the picture"
  }
  return "\(v > 0 ? "below" : "above") and to the \(u > 0 ? "right" : "left") in the picture"
}
