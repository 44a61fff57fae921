/// What the check asks of the detector on this device.

import Foundation
import SweetspotModels

/// What a detector saw in one golden picture, and how long it took.
public struct FrameResult: Hashable, Sendable {
  /// The boxes, best first, also those a little below the thresholds, in pixels of the picture.
  public let boxes: [Detection]
  /// Milliseconds of the prediction with its decoding.
  public let ms: Double

  /// Makes a result of its boxes (px of the golden picture, best first) and milliseconds.
  public init(boxes: [Detection], ms: Double) {
    self.boxes = boxes
    self.ms = ms
  }
}

/// A detector that is shown golden pictures.
public protocol FrameDetecting: Sendable {
  /// Returns what the detector sees in a PNG of its input's size.
  ///
  /// `previous` is the picture before it in its stretch, for nets with a memory; the first picture
  /// of a stretch is its own. Boxes reach down to `golden.weakShare` of the thresholds. Throws
  /// where the picture cannot be read or the chip refuses.
  func detect(_ picture: URL, previous: URL) async throws -> FrameResult
}
