/// What the engine gives out, picture by picture.

import SweetspotModels

/// One object on one picture, followed through time.
public struct TrackRow: Hashable, Sendable {
  /// The picture, counted from 0 in presentation order.
  public var frame: Int
  /// The object's number; it keeps it from picture to picture.
  public var trackId: Int
  /// What it is.
  public var classId: ObjectClass
  /// Where it is, in pixels of the upright source picture.
  public var xyxy: Box
  /// The detector's word on it, 0...1.
  public var score: Double
  /// Whether it was seen on this picture; false where the gap between two sights was filled.
  public var observed: Bool
  /// Whether it is the player who practises, what he holds, or the ball in play.
  public var main: Bool
}

/// What became final with a picture.
public struct EngineUpdate: Sendable {
  /// Objects of earlier pictures, about 0.35 s late.
  public var tracks: [TrackRow] = []
  /// Hits, about 0.8 s late.
  public var hits: [Hit] = []
  /// Candidates that sight alone does not make hits; `fuseSound` may.
  public var weak: [Hit] = []
  /// Hits to call out now, where that was asked for; nothing of them is final.
  public var early: [Hit] = []

  /// Makes an update; of itself nothing has become final.
  public init(
    tracks: [TrackRow] = [], hits: [Hit] = [], weak: [Hit] = [], early: [Hit] = []
  ) {
    self.tracks = tracks
    self.hits = hits
    self.weak = weak
    self.early = early
  }

  mutating func append(_ later: EngineUpdate) {
    tracks += later.tracks
    hits += later.hits
    weak += later.weak
    early += later.early
  }
}
