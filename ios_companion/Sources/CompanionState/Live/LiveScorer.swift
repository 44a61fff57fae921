/// From boxes to scored hits while they come.

import Foundation
import HitEngine
import SweetspotModels

/// A hit and its score.
public struct ScoredHit: Equatable, Hashable, Sendable, Identifiable {
  /// The hit.
  public let hit: Hit
  /// Its score under the session's rule.
  public let score: Score

  /// Scores a hit.
  public init(_ hit: Hit, rule: ScoreRule = .standard) {
    self.hit = hit
    score = rule.score(hit)
  }

  /// The hit's own name.
  public var id: String { hit.id }
}

/// A place where the ball was a moment ago.
public struct TrailPoint: Equatable, Sendable {
  /// Seconds on the camera's clock.
  public let timeS: Double
  /// The ball's centre, in pixels of the reference size.
  public let at: Point
}

/// What the screen shows after one picture.
public struct LiveMoment: Equatable, Sendable {
  /// The picture that was looked at.
  public let seen: SeenFrame
  /// The ball's way up to here, oldest first.
  public let trail: [TrailPoint]
  /// What it brought for eye and ear: calls a quarter of a second after a hit, hits 0.8 s after.
  public let news: [HitNews]
  /// All hits that count now, by time.
  public let hits: [Hit]
  /// What was followed, final with it, about 0.35 s after it was.
  public let tracks: [TrackRow]
}

/// Runs the hit engine beside the camera; boxes are brought to the first picture's size, so that
/// a change of resolution is none to the engine.
public actor LiveScorer {
  private static let trailS = 0.6
  private static let surelyBall = 0.3

  private let framesPerSecond: Double
  private let makeEngine: EngineMaker
  private var engine: (any LiveEngine)?
  private var reference: PixelSize?
  private var trail: [TrailPoint] = []
  private var ledger: HitLedger

  /// Makes a scorer for a camera of about `framesPerSecond`.
  public init(
    framesPerSecond: Double, rule: ScoreRule = .standard,
    makeEngine: @escaping EngineMaker = { HitWatch(size: $0, fps: $1) }
  ) {
    (self.framesPerSecond, self.makeEngine) = (framesPerSecond, makeEngine)
    ledger = HitLedger(rule: rule)
  }

  /// The size whose pixels hits and trail are in; nil before the first picture.
  public var size: PixelSize? { reference }

  /// Takes in what was seen in one picture.
  public func take(_ seen: SeenFrame) -> LiveMoment {
    let size = reference ?? seen.size
    reference = size
    let boxes = seen.boxes.map { $0.scaled(from: seen.size, to: size) }
    follow(boxes, at: seen.timeS)
    var running = engine ?? makeEngine(size, framesPerSecond)
    // With a second owner all that the engine remembers would be copied at every picture.
    engine = nil
    let update = running.push(frame: seen.number, timeS: seen.timeS, boxes: boxes)
    engine = running
    let shown = SeenFrame(
      number: seen.number, timeS: seen.timeS, size: size, boxes: boxes, tookS: seen.tookS,
      letGo: seen.letGo)
    return LiveMoment(
      seen: shown, trail: trail, news: take(update.events), hits: ledger.hits,
      tracks: update.found.tracks)
  }

  /// Takes in some sound; returns what it changes, and all hits that count now.
  public func hear(_ sound: HeardSound) -> (news: [HitNews], hits: [Hit]) {
    guard var running = engine else { return ([], ledger.hits) }
    engine = nil
    let events = running.hear(sound.samples, rateHz: sound.rateHz, takenS: sound.timeS)
    engine = running
    return (take(events), ledger.hits)
  }

  /// Returns what still waited for a future that will not come, and all hits that count then.
  public func finish() -> (news: [HitNews], hits: [Hit]) {
    let events = engine?.finish().events ?? []
    engine = nil
    return (take(events), ledger.hits)
  }

  private func take(_ events: [WatchEvent]) -> [HitNews] {
    var news: [HitNews] = []
    for event in events { news.append(ledger.take(event)) }
    return news
  }

  private func follow(_ boxes: [Detection], at timeS: Double) {
    trail.removeAll { $0.timeS < timeS - Self.trailS }
    let balls = boxes.filter { $0.classId == .ball && $0.score >= Self.surelyBall }
    if let best = balls.max(by: { $0.score < $1.score }) {
      trail.append(TrailPoint(timeS: timeS, at: best.xyxy.centre))
    }
  }
}

extension Detection {
  /// Returns the detection in the pixels of a picture of another size.
  func scaled(from: PixelSize, to: PixelSize) -> Detection {
    guard from != to, from.width > 0, from.height > 0 else { return self }
    let x = Double(to.width) / Double(from.width)
    let y = Double(to.height) / Double(from.height)
    let box = Box(x0: xyxy.x0 * x, y0: xyxy.y0 * y, x1: xyxy.x1 * x, y1: xyxy.y1 * y)
    return Detection(xyxy: box, score: score, classId: classId)
  }
}
