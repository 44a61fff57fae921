/// A session's boxes for the laptop: `<film>.boxes.npz`, a zip of numpy's arrays.

import Foundation

/// Boxes and tracks on their way to the laptop.
///
/// With the session file they are all that the laptop computes in an analysis; without them it
/// shows the hits and looks at the film itself. `core/sessions/beside.py` reads them.
public enum BoxesFile {
  private static let schema: Int32 = 1

  /// Returns what the file beside a film is called: its name without ending, and our own.
  public static func name(forFilm film: String) -> String {
    "\((film as NSString).deletingPathExtension).boxes.npz"
  }

  /// Writes what was seen and followed into a new file, frames in their order.
  ///
  /// One column is in memory besides; throws `SweetspotError` where the phone's memory is full, and
  /// leaves nothing then.
  public static func write(_ seen: DetectionColumns, _ tracks: TrackColumns, to url: URL) throws {
    do {
      let zip = try StoredZipWriter(url: url)
      try zip.add("schema.npy", NpyArray.file([schema]))
      try add(seen.inOrder, as: "detections", to: zip)
      let tracks = tracks.inOrder
      try add(tracks.boxes, as: "tracks", to: zip)
      try zip.add("tracks_track_id.npy", NpyArray.file(tracks.trackId))
      try zip.add("tracks_observed.npy", NpyArray.file(tracks.observed))
      try zip.add("tracks_main.npy", NpyArray.file(tracks.main))
      try zip.finish()
    } catch {
      try? FileManager.default.removeItem(at: url)
      throw SweetspotError(
        .disk, "The boxes of this practice could not be saved.",
        hint: "Film and hits are untouched; the laptop can find the boxes again.")
    }
  }

  private static func add(
    _ boxes: DetectionColumns, as name: String, to zip: StoredZipWriter
  ) throws {
    try zip.add("\(name)_frame.npy", NpyArray.file(boxes.frame))
    try zip.add("\(name)_xyxy.npy", NpyArray.file(boxes.xyxy, columns: 4))
    try zip.add("\(name)_score.npy", NpyArray.file(boxes.score))
    try zip.add("\(name)_class_id.npy", NpyArray.file(boxes.classId))
  }
}
