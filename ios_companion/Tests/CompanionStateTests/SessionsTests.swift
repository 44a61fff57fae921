import CompanionState
import Foundation
import SweetspotModels
import Testing

/// Practices on the phone.
@MainActor
struct SessionsTests {
  private let times = (0..<300).map { 100 + Double($0) / 60 }

  private func hit(_ id: String, _ timeS: Double, u: Double = 0.1) -> Hit {
    Hit(
      id: id, timeS: timeS, frame: 7, confidence: 0.9, ballXy: Point(x: 100, y: 50),
      racketHeadXyxy: Box(x0: 90, y0: 40, x1: 110, y1: 70), offset: Point(x: u, y: 0),
      soundOnsetS: timeS + 0.01)
  }

  private func recording(in folder: URL, hits: [Hit]) throws -> FinishedRecording {
    let place = folder.appending(path: "\(UUID()).mov")
    try Data((0..<5000).map { UInt8($0 % 256) }).write(to: place)
    let film = RecordedFilm(
      place: place, size: PixelSize(width: 1920, height: 1080), timesS: times)
    return FinishedRecording(film: film, hits: hits, hitSize: PixelSize(width: 960, height: 540))
  }

  @Test func aFilmBecomesAPracticeOnItsOwnClock() async throws {
    try await inEmptyFolder { @MainActor folder in
      let shelf = PracticeShelf(folder.appending(path: "practices"))
      let hits = [hit("before", 99), hit("b", 102.004), hit("a", 100), hit("after", 106)]
      let date = Date(timeIntervalSince1970: 1_800_000_000)
      let utc = try #require(TimeZone(secondsFromGMT: 3600))
      let id = try shelf.keep(try recording(in: folder, hits: hits), at: date, zone: utc)
      #expect(id == "2027-01-15-090000")
      let card = try #require(shelf.list().first)
      let session = try #require(card.session)
      #expect(session.hits.map(\.id) == ["a", "b"])
      #expect(session.hits.map(\.frame) == [0, 120])
      #expect(abs((session.hits.last?.timeS ?? 0) - 2.004) < 1e-9)
      #expect(abs((session.hits.last?.soundOnsetS ?? 0) - 2.014) < 1e-9)
      #expect(session.hits.first?.ballXy == Point(x: 200, y: 100))
      #expect(session.created == "2027-01-15T09:00:00+01:00")
      #expect(session.video.nFrames == 300)
      #expect(abs(session.video.fps - 60) < 1e-6)
      #expect(abs(session.video.durationS - 5) < 1e-6)
      let film = try #require(card.film)
      let fingerprint = try VideoFingerprint.of(film)
      #expect(session.video.fingerprint == fingerprint)
      #expect(film.deletingLastPathComponent() == card.file.deletingLastPathComponent())
    }
  }

  @Test func twoInTheSameSecondAndWhatACrashLeft() async throws {
    try await inEmptyFolder { @MainActor folder in
      let root = folder.appending(path: "practices")
      let shelf = PracticeShelf(root)
      let date = Date(timeIntervalSince1970: 1_800_000_000)
      let first = try shelf.keep(try recording(in: folder, hits: []), at: date)
      let second = try shelf.keep(try recording(in: folder, hits: []), at: date)
      #expect(second == "\(first)-2")
      let left = root.appending(path: ".new-1")
      try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
      shelf.sweep()
      #expect(!FileManager.default.fileExists(atPath: left.path))
      #expect(shelf.list().map(\.id) == [second, first])
    }
  }

  @Test func openingSteppingAndReplaying() async throws {
    try await inEmptyFolder { @MainActor folder in
      let shelf = PracticeShelf(folder.appending(path: "practices"))
      let hits = [hit("a", 100.2), hit("b", 102, u: 0.5), hit("c", 104.9, u: 0.9)]
      let id = try shelf.keep(try recording(in: folder, hits: hits), at: Date())
      let sessions = SessionsModel(shelf)
      await sessions.load()
      sessions.openedId = id
      let opened = try #require(sessions.opened)
      #expect(opened.tally.words == "3 hits, 3.0 on average")
      #expect(opened.hits.map(\.score.value) == [5, 3, 1])
      sessions.step(1)
      #expect(sessions.chosenHit == "a")
      #expect(sessions.replay?.fromS == 0)
      sessions.step(1)
      sessions.step(1)
      sessions.step(1)
      #expect(sessions.chosenHit == "c")
      #expect(abs((sessions.replay?.toS ?? 0) - 5) < 1e-6)
      sessions.choose("nobody")
      #expect(sessions.chosenHit == nil)
      #expect(sessions.shared(id).map(\.pathExtension) == ["mov", "json"])
      await sessions.rename(id, to: "  Anna's backhand ")
      #expect(sessions.cards.first?.title == "Anna's backhand")
      await sessions.delete(id)
      #expect(sessions.cards.isEmpty)
      #expect(sessions.opened == nil)
    }
  }

  @Test func aDamagedPracticeIsShownAsDamaged() async throws {
    try await inEmptyFolder { @MainActor folder in
      let shelf = PracticeShelf(folder.appending(path: "practices"))
      let id = try shelf.keep(try recording(in: folder, hits: []), at: Date())
      let file = try #require(shelf.list().first?.file)
      try Data("{\"schema\": 2".utf8).write(to: file)
      let sessions = SessionsModel(shelf)
      await sessions.load()
      #expect(sessions.cards.first?.damage != nil)
      sessions.open(id)
      #expect(sessions.opened == nil)
      #expect(sessions.notice != nil)
      #expect(sessions.shared(id).map(\.pathExtension) == ["mov"])
    }
  }

  @Test func aSessionThatNamesAFileElsewhereHasNoFilm() async throws {
    try await inEmptyFolder { @MainActor folder in
      let shelf = PracticeShelf(folder.appending(path: "practices"))
      _ = try shelf.keep(try recording(in: folder, hits: []), at: Date())
      let card = try #require(shelf.list().first)
      var session = try #require(card.session)
      session.video.path = "../../secret.mov"
      try SessionFile.data(session).write(to: card.file)
      #expect(shelf.list().first?.film == nil)
    }
  }

  @Test(arguments: 0..<20)
  func timelineAndMapHoldEveryHitWhereItIs(seed: Int) throws {
    var chance = SeededNumbers(seed: UInt64(seed))
    let durationS = Double.random(in: 1...4000, using: &chance)
    let hits = (0..<Int.random(in: 0...40, using: &chance)).map { number in
      let timeS = Double.random(in: 0...durationS, using: &chance)
      return ScoredHit(hit("h\(number)", timeS, u: Double.random(in: -1...1, using: &chance)))
    }
    let timeline = HitTimeline(hits, durationS: durationS)
    #expect(timeline.marks.count == hits.count)
    for mark in timeline.marks {
      let hit = try #require(hits.first { $0.id == mark.id })
      #expect(abs(timeline.timeS(at: mark.share) - hit.hit.timeS) < 1e-6)
      let near = try #require(timeline.mark(near: mark.share, reach: 0))
      #expect(near.share == mark.share)
    }
    let map = HitMap(hits)
    #expect(map.points.count == hits.count)
    for (point, hit) in zip(map.points, hits) {
      #expect(abs(point.at.length - (hit.hit.r ?? -1)) < 1e-12)
    }
    #expect(map.words.hasPrefix(hits.isEmpty ? "No measured" : "\(hits.count) of \(hits.count)"))
  }

  @Test func theFaceTurnsWithTheRacket() {
    var turned = hit("a", 0)
    turned.racketHeadXyxy = nil
    turned.tipDirection = Point(x: 1, y: 0)
    turned.offset = Point(x: 0.4, y: 0.3)
    let point = HitMap([ScoredHit(turned)]).points.first?.at
    #expect(abs((point?.y ?? 0) - 0.4) < 1e-12)
    #expect(abs((point?.x ?? 0) - 0.3) < 1e-12)
  }

  @Test func timesAsAPersonSaysThem() {
    #expect(ClockText.of(7.9) == "0:07")
    #expect(ClockText.of(3723) == "1:02:03")
    #expect(ClockText.of(.nan) == "0:00")
  }
}

/// Asking for what the phone's owner must allow.
@MainActor
struct PermissionsTests {
  @Test func theReasonComesFirstAndOnlyOnce() async {
    let told = Told()
    let permissions = Permissions(
      PermissionClient(
        standing: { _ in .unasked },
        ask: { _ in
          await told.add("asked")
          return true
        }))
    #expect(await permissions.proceed(.camera) == false)
    #expect(!permissions.need(.camera))
    #expect(permissions.state(of: .camera) == .explaining)
    #expect(!permissions.need(.camera))
    #expect(await permissions.proceed(.camera))
    #expect(await told.words == ["asked"])
    #expect(permissions.state(of: .microphone) == .unasked)
  }

  @Test(arguments: Permitted.allCases)
  func everyReasonIsASentence(permitted: Permitted) {
    #expect(permitted.reason.hasSuffix("."))
    #expect(permitted.withoutIt.message.hasSuffix("."))
    #expect(permitted.withoutIt.hint.contains("Settings"))
  }
}
