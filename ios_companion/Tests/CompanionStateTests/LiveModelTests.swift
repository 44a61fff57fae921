import CompanionState
import Foundation
import SweetspotModels
import Testing

/// The Live screen, as a coach uses it.
@MainActor
struct LiveModelTests {
  @Test func hitsAreCountedScoredAndSaid() async {
    let bench = LiveBench()
    await bench.live.begin(hasDetector: true)
    #expect(bench.live.phase == .watching)
    bench.play(60, from: 10, hit: true)
    await bench.until { bench.live.lastHit != nil }
    #expect(bench.live.lastHit?.score.value == 5)
    #expect(bench.live.tally.words == "1 hit, 5.0 on average")
    #expect(bench.live.moment?.trail.isEmpty == false)
    await bench.live.end()
    #expect(bench.live.phase == .off)
    #expect(await bench.told.words.contains("say 5"))
    #expect(await bench.told.words.contains("stop"))
  }

  @Test func aHitThatNobodyHeardIsTakenBack() async {
    let bench = LiveBench()
    await bench.live.begin(hasDetector: true)
    bench.play(60, from: 10, hit: true)
    await bench.until { bench.live.tally.hits == 1 }
    bench.sound()
    await bench.until { bench.live.tally.hits == 0 }
    #expect(bench.live.lastHit == nil)
    await bench.live.end()
  }

  @Test func aHitThatStillWaitedIsCountedAtTheEnd() async {
    let bench = LiveBench()
    await bench.live.begin(hasDetector: true)
    bench.play(5, from: 0, hit: true)
    await bench.until { bench.live.moment?.seen.number == 4 }
    #expect(bench.live.tally.hits == 0)
    await bench.live.end()
    #expect(bench.live.tally.hits == 1)
  }

  @Test func withoutADetectorItSaysSo() async {
    let bench = LiveBench()
    await bench.live.begin(hasDetector: false)
    #expect(bench.live.phase == .needsDetector)
    #expect(await bench.told.words.isEmpty)
  }

  @Test func theCameraIsAskedForAfterItsReason() async {
    let bench = LiveBench(standing: .unasked)
    await bench.live.begin(hasDetector: true)
    #expect(bench.live.phase == .asking(.camera))
    #expect(await bench.told.words.isEmpty)
    await bench.live.allow()
    #expect(bench.live.phase == .watching)
    #expect(await bench.told.words.first == "ask camera")
    await bench.live.end()
  }

  @Test func aNoIsTakenForANo() async {
    let bench = LiveBench(standing: .unasked, answer: false)
    await bench.live.begin(hasDetector: true)
    await bench.live.allow()
    #expect(bench.live.phase == .broken(Permitted.camera.withoutIt))
    let declined = LiveBench(standing: .declined)
    await declined.live.begin(hasDetector: true)
    #expect(declined.live.phase == .broken(Permitted.camera.withoutIt))
  }

  @Test(arguments: [true, false])
  func theSoundIsAskedForOnceAndCanBeDoneWithout(isAllowed: Bool) async {
    let bench = LiveBench(hearing: .unasked, answer: isAllowed)
    await bench.live.begin(hasDetector: true)
    #expect(bench.live.phase == .asking(.microphone))
    await bench.live.allow()
    #expect(bench.live.phase == .watching)
    await bench.live.end()
    #expect(await bench.told.words.first == "ask microphone")
    let later = LiveBench(hearing: .unasked)
    await later.live.begin(hasDetector: true)
    await later.live.postpone()
    #expect(later.live.phase == .watching)
    await later.live.end()
    await later.live.begin(hasDetector: true)
    #expect(later.live.phase == .watching)
    await later.live.end()
    #expect(await later.told.words.prefix(2) == ["start 1080 mute", "stop"])
  }

  @Test func theQuestionCanBePutOff() async {
    let bench = LiveBench(standing: .unasked)
    await bench.live.begin(hasDetector: true)
    await bench.live.postpone()
    #expect(bench.live.phase == .off)
    #expect(bench.permissions.state(of: .camera) == .unasked)
  }

  @Test func aCameraThatCannotStartSaysWhy() async {
    let bench = LiveBench(failing: Problem("The camera is busy."))
    await bench.live.begin(hasDetector: true)
    #expect(bench.live.phase == .broken(Problem("The camera is busy.")))
    await bench.live.end()
    #expect(bench.live.phase == .broken(Problem("The camera is busy.")))
  }

  @Test(arguments: [nil, Problem("Another app films now.")])
  func aCameraThatStopsByItselfIsTold(why: Problem?) async {
    let bench = LiveBench()
    await bench.live.begin(hasDetector: true)
    bench.play(3, from: 0, hit: true)
    bench.breakOff(why)
    await bench.until { bench.live.phase != .watching && bench.live.tally.hits == 1 }
    await bench.until { bench.live.phase != .off }
    guard case .broken(let problem) = bench.live.phase else {
      Issue.record("\(bench.live.phase)")
      return
    }
    #expect(why == nil || problem == why)
    #expect(bench.live.tally.hits == 1)
  }

  @Test func aHotPhoneFilmsSmallerAndSaysWhy() async throws {
    let bench = LiveBench(warmth: .serious)
    await bench.live.begin(hasDetector: true)
    for second in 0..<80 {
      bench.play(1, from: Double(second))
      try await Task.sleep(for: .milliseconds(15))
    }
    await bench.until { bench.live.quality.height == 720 }
    #expect(bench.live.slowdownWords == "The phone is warm: filming at 720p, 60 pictures a second.")
    #expect(await bench.told.words.contains("change 720"))
    await bench.live.end()
  }

  @Test func aFilmIsKeptWithTheHitsOfItsLastMoment() async {
    let film = RecordedFilm(
      place: URL(filePath: "/tmp/film.mov"), size: PixelSize(width: 1280, height: 720),
      timesS: [10, 11, 12])
    let bench = LiveBench(recorded: film)
    await bench.live.begin(hasDetector: true)
    await bench.live.startRecording()
    #expect(bench.film.phase == .running(sinceS: 0))
    bench.play(1, from: 11.9, hit: true)
    await bench.until { bench.live.moment != nil }
    await bench.film.stop()
    #expect(bench.film.phase == .saving)
    bench.play(360, from: 12.1)
    await bench.until { bench.film.phase == .off }
    #expect(bench.film.keptId == "kept")
    for await recording in bench.kept {
      #expect(recording.hits.map(\.id) == ["hit-0"])
      break
    }
    await bench.live.end()
  }

  @Test func endingTheWatchKeepsTheFilm() async {
    let film = RecordedFilm(
      place: URL(filePath: "/tmp/film.mov"), size: PixelSize(width: 1280, height: 720),
      timesS: [10, 11, 12])
    let bench = LiveBench(recorded: film)
    await bench.live.begin(hasDetector: true)
    await bench.live.startRecording()
    bench.play(2, from: 11, hit: true)
    await bench.until { bench.live.moment?.seen.number == 1 }
    await bench.live.end()
    #expect(bench.film.phase == .off)
    for await recording in bench.kept {
      #expect(recording.hits.map(\.id) == ["hit-0"])
      break
    }
  }

  @Test func aFullPhoneRecordsNothingAndGoesOnWatching() async {
    let bench = LiveBench(freeBytes: 1000)
    await bench.live.begin(hasDetector: true)
    await bench.live.startRecording()
    #expect(bench.film.phase == .off)
    #expect(bench.film.notice != nil)
    #expect(bench.live.phase == .watching)
    await bench.live.end()
  }
}

/// From pictures to boxes.
struct LookingTests {
  /// A picture without pixels.
  private struct Blank: TakenPicture {
    let number: Int
    let timeS = 0.0
    let size = PixelSize(width: 2, height: 2)
  }

  @Test func theNewestPictureWinsAndWhatIsLetGoIsCounted() async throws {
    let (pictures, camera) = AsyncStream.makeStream(
      of: Blank.self, bufferingPolicy: .bufferingNewest(1))
    for number in 0..<10 { camera.yield(Blank(number: number)) }
    let (began, begin) = AsyncStream.makeStream(of: Int.self)
    let seen = looking(at: pictures, clock: { 0 }) { picture in
      begin.yield(picture.number)
      if picture.number == 9 { try await Task.sleep(for: .milliseconds(30)) }
      return []
    }
    for await number in began {
      #expect(number == 9)
      for number in 10..<15 { camera.yield(Blank(number: number)) }
      camera.finish()
      break
    }
    var frames: [SeenFrame] = []
    for try await frame in seen { frames.append(frame) }
    #expect(frames.map(\.number) == [9, 14])
    #expect(frames.map(\.letGo) == [0, 4])
  }

  @Test func aChangeOfResolutionIsNoneToTheEngine() async {
    let scorer = LiveScorer(framesPerSecond: 60, makeEngine: LateEngine.maker)
    let box = Box(x0: 960, y0: 540, x1: 1920, y1: 1080)
    let half = Box(x0: 480, y0: 270, x1: 960, y1: 540)
    for (size, xyxy) in [
      (PixelSize(width: 1920, height: 1080), box), (PixelSize(width: 960, height: 540), half),
    ] {
      let boxes = [Detection(xyxy: xyxy, score: 0.9, classId: .racket)]
      let moment = await scorer.take(SeenFrame(number: 0, timeS: 0, size: size, boxes: boxes))
      #expect(moment.seen.boxes.first?.xyxy == box)
      #expect(moment.seen.size == PixelSize(width: 1920, height: 1080))
    }
  }
}
