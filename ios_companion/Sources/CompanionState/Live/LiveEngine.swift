/// What the Live screen needs of the hit engine.

import SweetspotModels

/// Finds hits in a stream of boxes, one picture at a time.
public protocol LiveEngine: Sendable {
  /// Takes the boxes of one picture; returns what became final: hits, and candidates that sight
  /// alone does not make hits.
  mutating func take(frame: Int, timeS: Double, boxes: [Detection]) -> (hits: [Hit], weak: [Hit])
  /// Returns all that still waited for a future that will not come.
  mutating func end() -> (hits: [Hit], weak: [Hit])
}

/// Makes an engine for pictures of a size that come so many times a second.
public typealias EngineMaker =
  @Sendable (_ size: PixelSize, _ framesPerSecond: Double) -> any LiveEngine
