/// What was seen and followed while a film was recorded.

import HitEngine
import SweetspotModels

/// Boxes and tracks by the numbers of the camera's pictures: about 50 bytes for each box.
public struct BoxLog: Equatable, Sendable {
  private var timesS: [Int: Double] = [:]
  private var seen = DetectionColumns()
  private var tracks = TrackColumns()

  /// Makes a log of nothing.
  public init() {}

  /// Whether no picture was looked at.
  public var isEmpty: Bool { timesS.isEmpty }

  /// Adds one picture's boxes and the tracks that became final with it, all in one size's pixels.
  public mutating func add(_ picture: SeenFrame, _ rows: [TrackRow]) {
    timesS[picture.number] = picture.timeS
    seen.append(frame: picture.number, boxes: picture.boxes)
    for row in rows {
      let box = Detection(xyxy: row.xyxy, score: row.score, classId: row.classId)
      tracks.append(
        TrackedBox(
          frame: row.frame, trackId: row.trackId, box: box, observed: row.observed, main: row.main))
    }
  }

  /// Places boxes and tracks in a film's own frames and pixels.
  ///
  /// - Parameters:
  ///   - scaleX: The film's width for each pixel of the boxes' own.
  ///   - scaleY: The same for its height.
  ///   - frame: Returns the film's frame at a time of the camera's clock, nil outside of it.
  /// - Returns: What was seen, and what was followed.
  func placed(scaleX: Double, scaleY: Double, frame: (Double) -> Int?) -> (
    seen: DetectionColumns, tracks: TrackColumns
  ) {
    func number(_ picture: Int) -> Int? { timesS[picture].flatMap(frame) }
    return (
      seen.placed(scaleX: scaleX, scaleY: scaleY, frame: number),
      tracks.placed(scaleX: scaleX, scaleY: scaleY, frame: number)
    )
  }
}
