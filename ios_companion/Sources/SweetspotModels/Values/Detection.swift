/// A box that the detector found in one frame.

/// One box of one frame; the boxes of a frame are `[Detection]`.
public struct Detection: Codable, Hashable, Sendable {
  /// The box, in pixels of the upright source picture.
  public var xyxy: Box
  /// How sure the detector is, in 0...1.
  public var score: Double
  /// What the box holds.
  public var classId: ObjectClass

  /// Makes a detection of its box (px), its score (0...1) and its class.
  public init(xyxy: Box, score: Double, classId: ObjectClass) {
    self.xyxy = xyxy
    self.score = score
    self.classId = classId
  }
}
