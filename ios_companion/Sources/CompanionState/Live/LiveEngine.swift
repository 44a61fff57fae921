/// What the Live screen needs of the hit engine.

import HitEngine
import SweetspotModels

/// Finds hits in a stream of boxes, one picture at a time.
public protocol LiveEngine: Sendable {
  /// Takes the boxes of one picture; returns what became final.
  mutating func push(frame: Int, timeS: Double, boxes: [Detection]) -> EngineUpdate
  /// Returns all that still waited for a future that will not come.
  mutating func finish() -> EngineUpdate
}

extension HitEngine: LiveEngine {
  /// Takes the boxes of one picture of the scene that goes on.
  public mutating func push(frame: Int, timeS: Double, boxes: [Detection]) -> EngineUpdate {
    push(frame: frame, timeS: timeS, boxes: boxes, cut: false)
  }
}

/// Makes an engine for pictures of a size that come so many times a second.
public typealias EngineMaker =
  @Sendable (_ size: PixelSize, _ framesPerSecond: Double) -> any LiveEngine
