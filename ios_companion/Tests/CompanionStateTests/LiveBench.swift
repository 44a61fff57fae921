/// A court, a camera, a recorder and a voice made of what a test says.

import CompanionState
import Foundation
import HitEngine
import SweetspotModels

/// An engine that finds a hit wherever a ball's score is 1, 0.8 s late, and does not hear it.
struct LateEngine: LiveEngine {
  static let maker: EngineMaker = { _, _ in LateEngine() }
  private var waiting: [Hit] = []
  private var last: Hit?

  mutating func push(frame: Int, timeS: Double, boxes: [Detection]) -> WatchUpdate {
    if let ball = boxes.first(where: { $0.classId == .ball && $0.score == 1 }) {
      waiting.append(
        Hit(
          id: "hit-\(frame)", timeS: timeS, frame: frame, confidence: 0.9,
          ballXy: ball.xyxy.centre, racketHeadXyxy: ball.xyxy, offset: Point(x: 0.1, y: 0)))
    }
    let ready = waiting.filter { $0.timeS <= timeS - 0.8 }
    waiting.removeAll { $0.timeS <= timeS - 0.8 }
    return update(ready)
  }

  mutating func hear(_ samples: [Float], rateHz: Double, takenS: Double) -> [WatchEvent] {
    last.map { [.unheard($0)] } ?? []
  }

  mutating func finish() -> WatchUpdate {
    defer { waiting = [] }
    return update(waiting)
  }

  private mutating func update(_ hits: [Hit]) -> WatchUpdate {
    last = hits.last ?? last
    return WatchUpdate(found: EngineUpdate(hits: hits), events: hits.map { .found($0, call: nil) })
  }
}

/// What the screen's parts were told, in order.
actor Told {
  private(set) var words: [String] = []

  func add(_ word: String) { words.append(word) }
}

/// A bench around the Live screen: the test puts pictures in and sees what comes out.
@MainActor
final class LiveBench {
  let told = Told()
  let live: LiveModel
  let film: FilmDesk
  let permissions: Permissions
  let kept: AsyncStream<FinishedRecording>
  private let ears: AsyncStream<HeardSound>.Continuation
  private let court: AsyncThrowingStream<SeenFrame, any Error>.Continuation
  private var frame = 0

  init(
    standing: PermissionState = .granted, hearing: PermissionState = .granted, answer: Bool = true,
    freeBytes: Int = 1 << 40,
    warmth: Warmth = .nominal, failing: Problem? = nil, recorded: RecordedFilm? = nil
  ) {
    let told = told
    let (frames, court) = AsyncThrowingStream.makeStream(of: SeenFrame.self)
    let (kept, keep) = AsyncStream.makeStream(of: FinishedRecording.self)
    let (sound, ears) = AsyncStream.makeStream(of: HeardSound.self)
    (self.court, self.kept, self.ears) = (court, kept, ears)
    let permissions = Permissions(
      PermissionClient(
        standing: { $0 == .camera ? standing : hearing },
        ask: { permitted in
          await told.add("ask \(permitted.rawValue)")
          return answer
        }))
    let film = FilmDesk(
      recorder: RecorderClient(
        start: { await told.add("record") },
        stop: {
          await told.add("cut")
          return recorded
        },
        freeBytes: { freeBytes }),
      keep: { recording in
        keep.yield(recording)
        return "kept"
      },
      now: { 0 })
    (self.permissions, self.film) = (permissions, film)
    live = LiveModel(
      watch: WatchClient(
        start: { quality, withSound in
          await told.add("start \(quality.height)\(withSound ? "" : " mute")")
          if let failing { throw failing }
          return frames
        },
        sound: { sound },
        change: { quality in await told.add("change \(quality.height)") },
        stop: { await told.add("stop") },
        warmth: { warmth }),
      film: film,
      voice: VoiceClient(say: { text in Task { await told.add("say \(text)") } }, hush: {}),
      permissions: permissions, makeEngine: LateEngine.maker,
      now: { ProcessInfo.processInfo.systemUptime })
  }

  /// Shows the court for some pictures from `fromS` on, 60 a second; a hit in the first if wanted.
  func play(_ pictures: Int, from fromS: Double, hit: Bool = false) {
    for number in 0..<pictures {
      let ball = Detection(
        xyxy: Box(x0: 100, y0: 100, x1: 120, y1: 120), score: hit && number == 0 ? 1 : 0.5,
        classId: .ball)
      court.yield(
        SeenFrame(
          number: frame, timeS: fromS + Double(number) / 60,
          size: PixelSize(width: 1280, height: 720), boxes: [ball], tookS: 0.004))
      frame += 1
    }
  }

  /// Some sound comes.
  func sound() { ears.yield(HeardSound(timeS: 0, rateHz: 48_000, samples: [0])) }

  /// The camera stops by itself.
  func breakOff(_ why: Problem?) { court.finish(throwing: why) }

  /// Waits until something is so.
  func until(_ isSo: () -> Bool) async {
    for _ in 0..<5000 where !isSo() { try? await Task.sleep(for: .milliseconds(1)) }
  }
}
