import Foundation
import SweetspotModels
import Testing

@testable import CompanionState
@testable import HitEngine

/// What was seen while a film was recorded goes to the laptop beside it.
struct RecordedBoxesTests {
  private let film = RecordedFilm(
    place: URL(filePath: "/nowhere"), size: PixelSize(width: 1920, height: 1080),
    timesS: (0..<60).map { 100 + Double($0) / 60 })

  private func log(pictures: Range<Int>) -> BoxLog {
    var log = BoxLog()
    for number in pictures {
      let ball = Detection(
        xyxy: Box(x0: Double(number), y0: 10, x1: Double(number) + 6, y1: 16), score: 0.5,
        classId: .ball)
      // Every other picture was looked at; tracks come late.
      let picture = SeenFrame(
        number: 2 * number, timeS: 99.5 + Double(number) / 30,
        size: PixelSize(width: 960, height: 540), boxes: [ball])
      let row = TrackRow(
        frame: 2 * (number - 3), trackId: 4, classId: .ball, xyxy: ball.xyxy, score: 0.5,
        observed: number.isMultiple(of: 2), main: true)
      log.add(picture, [row])
    }
    return log
  }

  private func recording(_ boxes: BoxLog) -> FinishedRecording {
    FinishedRecording(
      film: film, hits: [], hitSize: PixelSize(width: 960, height: 540), boxes: boxes)
  }

  @Test func boxesAreInTheFilmsFramesAndPixels() throws {
    let (seen, tracks) = try #require(recording(log(pictures: 0..<60)).boxesOfFilm())
    #expect(seen.frame == (0..<30).map { Int32(2 * $0) })
    #expect(seen.xyxy.prefix(4) == [30, 20, 42, 32])
    #expect(tracks.boxes.frame == seen.frame)
    #expect(tracks.trackId == Array(repeating: 4, count: 30))
    #expect(
      tracks.observed.prefix(2) == [true, false] || tracks.observed.prefix(2) == [false, true])
  }

  @Test func whatNobodyLookedAtHasNoBoxes() {
    #expect(recording(BoxLog()).boxesOfFilm() == nil)
  }

  @Test func theyLieBesideTheFilmAndGoAlong() throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: "boxes-\(UUID())")
    defer { try? files.removeItem(at: folder) }
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    let place = folder.appending(path: "film.mov")
    let shelf = PracticeShelf(folder.appending(path: "practices"))
    for boxes in [log(pictures: 0..<60), BoxLog()] {
      try Data("film".utf8).write(to: place)
      let recorded = FinishedRecording(
        film: RecordedFilm(place: place, size: film.size, timesS: film.timesS), hits: [],
        hitSize: film.size, boxes: boxes)
      let id = try shelf.keep(recorded, at: Date())
      let card = try #require(shelf.list().first { $0.id == id })
      let names = card.files.map(\.lastPathComponent)
      if boxes.isEmpty {
        #expect(names == ["\(id).mov", "\(id).session.json"])
        #expect(card.session?.analysis == nil)
      } else {
        #expect(names == ["\(id).mov", "\(id).session.json", "\(id).boxes.npz"])
        #expect(card.session?.analysis?.complete == true)
        #expect(card.session?.analysis?.framesDone == 60)
        #expect(card.session?.analysis?.engine == HitEngine.version)
      }
    }
  }
}
