/// From a film and the hits found while it was recorded to a practice that the laptop opens.

import Foundation
import SweetspotModels

extension FinishedRecording {
  /// Returns the hits on the film's own clock, in its own pixels and frames; those outside are left
  /// out.
  func hitsOfFilm() -> [Hit] {
    guard let first = film.timesS.first, let last = film.timesS.last else { return [] }
    let x = Double(film.size.width) / Double(max(hitSize.width, 1))
    let y = Double(film.size.height) / Double(max(hitSize.height, 1))
    return hits.filter { (first...last).contains($0.timeS) }.map { hit in
      var placed = hit
      placed.timeS = hit.timeS - first
      placed.soundOnsetS = hit.soundOnsetS.map { $0 - first }
      placed.frame = Self.nearest(hit.timeS, in: film.timesS)
      placed.ballXy = hit.ballXy.map { Point(x: $0.x * x, y: $0.y * y) }
      placed.racketHeadXyxy = hit.racketHeadXyxy.map { box in
        Box(x0: box.x0 * x, y0: box.y0 * y, x1: box.x1 * x, y1: box.y1 * y)
      }
      return placed
    }
  }

  /// Returns what was seen, in the film's own frames and pixels; nil where nothing was looked at.
  func boxesOfFilm() -> (seen: DetectionColumns, tracks: TrackColumns)? {
    guard let first = film.timesS.first, let last = film.timesS.last, !boxes.isEmpty else {
      return nil
    }
    return boxes.placed(
      scaleX: Double(film.size.width) / Double(max(hitSize.width, 1)),
      scaleY: Double(film.size.height) / Double(max(hitSize.height, 1))
    ) { timeS in
      (first...last).contains(timeS) ? Self.nearest(timeS, in: film.timesS) : nil
    }
  }

  /// Returns the session of the film.
  ///
  /// - Parameters:
  ///   - id: The session's name.
  ///   - title: What people call it.
  ///   - created: ISO 8601 with zone.
  ///   - file: The film's name beside the session.
  ///   - fingerprint: Names the film's content.
  /// - Returns: The session, with the hits that lie in the film.
  func session(id: String, title: String, created: String, file: String, fingerprint: String)
    -> Session
  {
    let times = film.timesS
    let length = (times.last ?? 0) - (times.first ?? 0)
    let fps = length > 0 ? Double(times.count - 1) / length : 0
    let video = VideoRef(
      path: file, fingerprint: fingerprint, width: film.size.width, height: film.size.height,
      nFrames: times.count, durationS: length + (fps > 0 ? 1 / fps : 0), fps: fps)
    return Session(
      id: id, title: title, created: created, video: video, hits: hitsOfFilm())
  }

  /// Returns the number of the time nearest to `timeS`; `times` rise and are not empty.
  private static func nearest(_ timeS: Double, in times: [Double]) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < timeS { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 0 }
    guard low < times.count else { return times.count - 1 }
    return times[low] - timeS < timeS - times[low - 1] ? low : low - 1
  }
}
