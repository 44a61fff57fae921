/// A contact between two pictures: what is known of where ball and strings are then.

import SweetspotModels

/// A contact: when (s, ± `timeSigmaS`), where the ball is, and the head there.
struct Meeting: Sendable {
  var timeS: Double
  var timeSigmaS: Double
  var ballXy: Point
  var ballSigmaPx = 0.0
  /// How far the two paths stay apart.
  var gapPx = 0.0
  var head: Head?
  /// The ball's centre minus the head's, over the head's half extents.
  var offset: Point?
  /// The standard deviation of the offset's length.
  var rSigma: Double?
  /// The ball's distance from the head's centre in half extents, none of them taken shorter
  /// than `edgeOn` of the longer one.
  var headR: Double?

  /// Strings turned further away from the camera count as if they were not.
  static let edgeOn = 0.6
}

extension Meeting {
  /// Half extents per axis: the spread of a disc of radius 1 that is hit anywhere alike.
  static let stringsSigma = 0.5
  /// Half extents of the rim and the ball's own radius: further out nothing can be hit.
  static let rim = 1.3
  /// Half extents: an offset measured worse than this says nothing.
  static let leastKnown = 1.0

  /// The meeting as it is likeliest, given that ball and strings did meet.
  ///
  /// What was measured and what is known before (the ball is somewhere on the strings) are
  /// weighed by their spreads, as two normal distributions (Bishop, Pattern Recognition and
  /// Machine Learning, section 2.3.6); ball and head each move by their own share of the doubt.
  /// Where ball and head cannot have met at all, one of the boxes is of something else: then
  /// `offset` and `rSigma` are nil.
  var onStrings: Meeting {
    guard var head, let offset, let sigma = rSigma else { return self }
    var likeliest = self
    if sigma > Self.leastKnown || offset.length - Self.rim > sigma {
      likeliest.offset = nil
      likeliest.rSigma = nil
      return likeliest
    }
    let prior = Self.stringsSigma * Self.stringsSigma
    let keep = prior / (prior + sigma * sigma)
    let ballVar = ballSigmaPx * ballSigmaPx
    let total = ballVar + head.sigmaPx * head.sigmaPx
    let ballShare = total > 0 ? ballVar / total : 0.5
    let goneX = (1 - keep) * offset.x * head.half.width
    let goneY = (1 - keep) * offset.y * head.half.height
    head.centre = Point(
      x: head.centre.x + (1 - ballShare) * goneX, y: head.centre.y + (1 - ballShare) * goneY)
    likeliest.ballXy = Point(x: ballXy.x - ballShare * goneX, y: ballXy.y - ballShare * goneY)
    likeliest.head = head
    likeliest.offset = Point(x: keep * offset.x, y: keep * offset.y)
    likeliest.rSigma = keep.squareRoot() * sigma
    return likeliest
  }
}
