import Foundation
import Testing

@testable import SweetspotModels

@Suite struct BoxesFileTests {
  private func columns(_ rows: [SessionCases.Row]) -> DetectionColumns {
    var seen = DetectionColumns()
    for row in rows { seen.append(frame: row.frame, boxes: [row.box]) }
    return seen
  }

  private func tracks(_ rows: [SessionCases.Row]) -> TrackColumns {
    var tracks = TrackColumns()
    for row in rows {
      tracks.append(
        TrackedBox(
          frame: row.frame, trackId: row.trackId, box: row.box, observed: row.observed,
          main: row.main))
    }
    return tracks
  }

  @Test func theFileIsByteForByteTheOneThatTheLaptopReads() throws {
    let told = try SessionCases.read().boxes
    let scratch = try Scratch()
    let place = scratch.url.appending(path: "film.boxes.npz")
    try BoxesFile.write(columns(told.detections), tracks(told.tracks), to: place)
    #expect(try Data(contentsOf: place).base64EncodedString() == told.file)
  }

  @Test func boxesAreSortedByTheirFrames() throws {
    let told = try SessionCases.read().boxes
    let mixed = [told.detections[2]] + told.detections[..<2]
    #expect(columns(mixed) != columns(told.detections))
    #expect(columns(mixed).inOrder == columns(told.detections))
    let reversed = tracks(told.tracks.reversed())
    #expect(reversed.inOrder == tracks(told.tracks))
    #expect(reversed.count == 2)
  }

  @Test func boxesArePlacedInAnotherPicture() throws {
    let told = try SessionCases.read().boxes
    let half = columns(told.detections).placed(scaleX: 0.5, scaleY: 2) { $0 == 0 ? nil : $0 + 5 }
    #expect(half.frame == [7])
    #expect(half.xyxy == [0.05, 0.4, 0.15, 0.8])
    #expect(half.classId == [3])
    let rows = tracks(told.tracks).placed(scaleX: 1, scaleY: 1) { $0 == 1 ? 9 : nil }
    #expect(rows.boxes.frame == [9])
    #expect(rows.observed == [false])
    #expect(rows.trackId == [7])
  }

  @Test func whatIsNoNumberIsNoBox() {
    var seen = DetectionColumns()
    let nowhere = Box(x0: .nan, y0: 0, x1: 1, y1: 1)
    seen.append(
      frame: .max,
      boxes: [
        Detection(xyxy: nowhere, score: 1, classId: .ball),
        Detection(xyxy: Box(x0: 0, y0: 0, x1: 1e300, y1: 1), score: 1, classId: .ball),
        Detection(xyxy: Box(x0: 0, y0: 0, x1: 1, y1: 1), score: .infinity, classId: .ball),
      ])
    #expect(seen.count == 0)
    var tracks = TrackColumns()
    let box = Detection(xyxy: nowhere, score: 1, classId: .ball)
    tracks.append(TrackedBox(frame: 0, trackId: 1, box: box, observed: true, main: true))
    #expect(tracks == TrackColumns())
  }

  @Test func anEmptyPracticeHasAFileToo() throws {
    let scratch = try Scratch()
    let place = scratch.url.appending(path: BoxesFile.name(forFilm: "2026-05-01.mov"))
    try BoxesFile.write(DetectionColumns(), TrackColumns(), to: place)
    #expect(scratch.names == ["2026-05-01.boxes.npz"])
    let zip = try StoredZip(url: place, files: 20, bytes: 1 << 20)
    #expect(zip.entries.count == 12)
    for entry in zip.entries {
      #expect(try zip.content(of: entry, most: 1_000).count.isMultiple(of: 4))
    }
  }

  @Test func noRoomIsSaid() throws {
    let scratch = try Scratch()
    #expect(throws: SweetspotError.self) {
      try BoxesFile.write(
        DetectionColumns(), TrackColumns(), to: scratch.url.appending(path: "none/film.npz"))
    }
  }
}
