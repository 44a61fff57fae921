/// The hits of a practice along its time.

import Foundation
import SweetspotModels

/// One mark on the timeline.
public struct TimelineMark: Equatable, Sendable, Identifiable {
  /// The hit's name.
  public let id: String
  /// Where it stands, 0 at the film's beginning and 1 at its end.
  public let share: Double
  /// The score, 1 to 5; nil where it is not known.
  public let value: Int?
  /// Whether the score is doubtful.
  public let doubtful: Bool
}

/// Places hits on a line and finds the one under a finger.
public struct HitTimeline: Equatable, Sendable {
  /// The marks, from the beginning to the end.
  public let marks: [TimelineMark]
  private let durationS: Double

  /// Makes the timeline of a film of `durationS` seconds.
  public init(_ hits: [ScoredHit], durationS: Double) {
    let length = max(durationS, hits.map(\.hit.timeS).max() ?? 0, 1e-6)
    self.durationS = length
    marks = hits.sorted { $0.hit.timeS < $1.hit.timeS }.map { each in
      TimelineMark(
        id: each.id, share: min(max(each.hit.timeS / length, 0), 1), value: each.score.value,
        doubtful: each.score.doubtful)
    }
  }

  /// Returns the mark nearest to a place on the line (0...1), within `reach` of it.
  public func mark(near share: Double, reach: Double) -> TimelineMark? {
    let nearest = marks.min { abs($0.share - share) < abs($1.share - share) }
    return nearest.flatMap { abs($0.share - share) <= reach ? $0 : nil }
  }

  /// Returns the seconds at a place on the line.
  public func timeS(at share: Double) -> Double { min(max(share, 0), 1) * durationS }
}

/// Times as a person says them.
public enum ClockText {
  /// Returns seconds as "0:07" or "1:02:03".
  public static func of(_ seconds: Double) -> String {
    let whole = seconds.isFinite ? max(0, Int(seconds.rounded(.down))) : 0
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    let tail = String(format: "%02d", rest)
    return hours > 0 ? "\(hours):\(String(format: "%02d", minutes)):\(tail)" : "\(minutes):\(tail)"
  }
}
