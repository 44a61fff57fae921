/// The moment of contact between two pictures: where the ball's two paths and the head meet.

import Foundation
import SweetspotModels

/// The ball's paths on either side of a contact; at least one is known.
struct Paths: Sendable {
  var before: Path?
  var after: Path?
}

/// A time in which a contact can lie, in seconds.
struct Span: Sendable {
  var low: Double
  var high: Double

  var middle: Double { (low + high) / 2 }
}

/// One moment that was tried.
private struct Moment {
  let timeS: Double
  let cost: Double
  let offset: Point?
  var weight = 0.0
}

/// Finds the contact within a span, given the ball's paths on either side.
///
/// Every moment gets the likelihood that both paths are at one point then, and that this point
/// is on the strings and within reach of the player's box; the contact is the mean over the
/// moments, its spread their spread.
struct Contact {
  let paths: Paths
  let span: Span
  let curve: HeadCurve?
  let player: Box?

  /// Moments tried in the interval; the spread over them is finer than their distance.
  static let steps = 17
  /// How strongly the head's centre draws the moment, in half extents: hits lie within about 1.
  static let headPull = 1.2
  /// How far outside a player's box contacts spread, in player heights.
  static let usualReach = 0.3

  init(paths: Paths, span: Span, heads: HeadMotion, player: Box?) {
    self.paths = paths
    self.span = span
    self.player = player
    curve = heads.around(span.middle)
  }

  /// The contact.
  var meeting: Meeting {
    var moments = times.map(moment)
    let least = moments.reduce(Double.infinity) { min($0, $1.cost) }
    var total = 0.0
    for i in moments.indices {
      moments[i].weight = exp(-0.5 * (moments[i].cost - least))
      total += moments[i].weight
    }
    for i in moments.indices { moments[i].weight /= total }
    return average(moments)
  }

  private var times: [Double] {
    guard span.high > span.low else { return [span.low] }
    let step = (span.high - span.low) / Double(Self.steps - 1)
    return (0..<Self.steps).map {
      $0 == Self.steps - 1 ? span.high : Double($0) * step + span.low
    }
  }

  private func moment(_ timeS: Double) -> Moment {
    let ball = self.ball(at: timeS)
    let head = curve?.at(timeS)
    let cost = ball.apart + headCost(ball.point, ball.variance, head) + reachCost(ball.point)
    return Moment(timeS: timeS, cost: cost, offset: head?.offset(of: ball.point))
  }

  /// Returns the ball, its variance per axis (px²) and minus twice the log-likelihood.
  private func ball(at timeS: Double) -> (point: Point, variance: Double, apart: Double) {
    guard let before = paths.before, let after = paths.after else {
      guard let only = paths.before ?? paths.after else { return (Point(x: 0, y: 0), 0, 0) }
      let sigma = only.sigmaAt(timeS)
      return (only.at(timeS), sigma * sigma, 0)
    }
    let (p, q) = (before.at(timeS), after.at(timeS))
    let (pSigma, qSigma) = (before.sigmaAt(timeS), after.sigmaAt(timeS))
    let (pVar, qVar) = (pSigma * pSigma, qSigma * qSigma)
    let both = pVar + qVar
    let share = qVar / both
    let point = Point(x: share * p.x + (1 - share) * q.x, y: share * p.y + (1 - share) * q.y)
    let gap = distance(p, q)
    return (point, pVar * share, gap * gap / both + 2 * log(both))
  }

  private func headCost(_ point: Point, _ variance: Double, _ head: Head?) -> Double {
    guard let head else { return 0 }
    let pull = Self.headPull * ((head.half.width + head.half.height) / 2)
    let spread = pull * pull + head.sigmaPx * head.sigmaPx + variance
    let gap = distance(point, head.centre)
    return gap * gap / spread + log(spread)
  }

  private func reachCost(_ point: Point) -> Double {
    guard let player else { return 0 }
    let reach = gapToBox(point, player) / (Self.usualReach * heightOf(player))
    return reach * reach
  }

  private func average(_ moments: [Moment]) -> Meeting {
    let timeS = moments.reduce(0) { $0 + $1.weight * $1.timeS }
    let step = moments.count > 1 ? moments[1].timeS - moments[0].timeS : 0
    let spread = moments.reduce(0) {
      $0 + $1.weight * (($1.timeS - timeS) * ($1.timeS - timeS))
    }
    let ball = self.ball(at: timeS)
    var meeting = Meeting(
      timeS: timeS, timeSigmaS: (spread + step * step / 12).squareRoot(), ballXy: ball.point,
      ballSigmaPx: ball.variance.squareRoot())
    if let before = paths.before, let after = paths.after {
      meeting.gapPx = distance(before.at(timeS), after.at(timeS))
    }
    guard let head = curve?.at(timeS) else { return meeting }
    meeting.head = head
    meeting.offset = head.offset(of: ball.point)
    meeting.rSigma = offsetSigma(head, ball.variance, moments)
    // Seen from its edge a head has no breadth; the strings are still a hand's breadth away.
    let broad = Meeting.edgeOn * head.half.most
    meeting.headR = hypot(
      (ball.point.x - head.centre.x) / max(head.half.width, broad),
      (ball.point.y - head.centre.y) / max(head.half.height, broad))
    return meeting
  }

  /// Returns the spread of r: of the boxes, and of the offset over the moments in question.
  private func offsetSigma(_ head: Head, _ ballVar: Double, _ moments: [Moment]) -> Double {
    var (total, u, v) = (0.0, 0.0, 0.0)
    for moment in moments {
      guard let offset = moment.offset else { continue }
      total += moment.weight
      u += moment.weight * offset.x
      v += moment.weight * offset.y
    }
    u /= total
    v /= total
    var moving = 0.0
    for moment in moments {
      guard let offset = moment.offset else { continue }
      let (du, dv) = (offset.x - u, offset.y - v)
      moving += moment.weight * (du * du + dv * dv)
    }
    let half = head.half
    let sizes = 1 / (half.width * half.width) + 1 / (half.height * half.height)
    let boxes = (ballVar + head.sigmaPx * head.sigmaPx) * (sizes / 2)
    // Half of the two-dimensional spread of the motion falls along r.
    return (boxes + moving / total / 2).squareRoot()
  }
}
