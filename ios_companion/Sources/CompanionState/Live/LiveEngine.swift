/// What the Live screen needs of the hit engine.

import HitEngine
import SweetspotModels

/// Finds hits in a stream of boxes and sound, one picture at a time.
public protocol LiveEngine: Sendable {
  /// Takes the boxes of one picture; returns what became final and what there is to tell.
  mutating func push(frame: Int, timeS: Double, boxes: [Detection]) -> WatchUpdate
  /// Takes the next samples of the sound, -1...1; returns what there is to tell.
  mutating func hear(_ samples: [Float], rateHz: Double, takenS: Double) -> [WatchEvent]
  /// Returns all that still waited for a future that will not come.
  mutating func finish() -> WatchUpdate
}

extension HitWatch: LiveEngine {
  /// Takes the boxes of one picture of the scene that goes on.
  public mutating func push(frame: Int, timeS: Double, boxes: [Detection]) -> WatchUpdate {
    push(frame: frame, timeS: timeS, boxes: boxes, cut: false)
  }
}

/// Makes an engine for pictures of a size that come so many times a second.
public typealias EngineMaker =
  @Sendable (_ size: PixelSize, _ framesPerSecond: Double) -> any LiveEngine
