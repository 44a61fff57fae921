/// The Live screen: what it shows, and what its buttons do.

import Foundation
import HitEngine
import Observation
import SweetspotModels

/// Where the Live screen stands.
public enum LivePhase: Equatable, Sendable {
  /// Nothing runs.
  case off
  /// No detector is on the phone, or none is in use.
  case needsDetector
  /// The reason for something that must be allowed is on the screen.
  case asking(Permitted)
  /// Camera and detector are starting.
  case starting
  /// The court is watched.
  case watching
  /// It broke off.
  case broken(Problem)
}

/// Watches the court, scores each hit and says it.
@MainActor
@Observable
public final class LiveModel {
  private static let soundComesS = 4.6
  private static let sameHitS = 0.36

  /// Where the screen stands.
  public private(set) var phase = LivePhase.off
  /// The newest picture's boxes, trail and size; nil before the first.
  public private(set) var moment: LiveMoment?
  /// The newest hit.
  public private(set) var lastHit: ScoredHit?
  /// The figures since the watching began.
  public private(set) var tally = Tally()
  /// Pictures per second, milliseconds, pictures let go.
  public private(set) var speed = LiveSpeed()
  /// How the camera films now.
  public private(set) var quality: CaptureQuality
  /// How warm the phone is.
  public private(set) var warmth = Warmth.nominal
  /// Something to tell that does not stop the watching; nil for nothing, and after it was read.
  public var notice: Problem?

  /// The film.
  public let film: FilmDesk

  private let watch: WatchClient
  private let voice: VoiceClient
  private let permissions: Permissions
  private let makeEngine: EngineMaker
  private let now: @Sendable () -> Double
  private var governor: LoadGovernor
  private var meter = LoadMeter()
  private var spoken = SpokenScores()
  private var scorer: LiveScorer?
  private var hits: [Hit] = []
  private var running: Task<Void, Never>?
  private var listening: Task<Void, Never>?
  private var isSoundOffered = false

  /// Makes the screen's logic over the phone's parts.
  ///
  /// - Parameters:
  ///   - watch: Camera and detector.
  ///   - film: Records.
  ///   - voice: Says the scores.
  ///   - permissions: What the owner allows.
  ///   - ladder: The ways of filming that this phone's camera has, from the best to the least.
  ///   - makeEngine: Makes the hit engine.
  ///   - now: Gives seconds on a clock that only goes forward.
  public init(
    watch: WatchClient, film: FilmDesk, voice: VoiceClient, permissions: Permissions,
    ladder: [CaptureQuality] = CaptureQuality.ladder,
    makeEngine: @escaping EngineMaker = { HitWatch(size: $0, fps: $1) },
    now: @escaping @Sendable () -> Double
  ) {
    (self.watch, self.film, self.voice) = (watch, film, voice)
    (self.permissions, self.makeEngine, self.now) = (permissions, makeEngine, now)
    let governor = LoadGovernor(ladder: ladder)
    self.governor = governor
    quality = governor.quality
  }

  /// What is said of each hit.
  public var spokenStyle: SpokenStyle {
    get { spoken.style }
    set {
      spoken.style = newValue
      if newValue == .silent { voice.hush() }
    }
  }

  /// Why less is asked of the camera than it could do; nil when nothing is held back.
  public var slowdownWords: String? {
    guard governor.isLowered else { return nil }
    let why = warmth >= .serious ? "The phone is warm" : "The detector needs more time"
    return "\(why): filming at \(quality.words)."
  }

  /// Begins to watch with the detector in use, after the permissions that are missing.
  public func begin(hasDetector: Bool) async {
    guard phase != .watching, phase != .starting else { return }
    guard hasDetector else {
      phase = .needsDetector
      return
    }
    await goOn()
  }

  /// Goes on after the reason was read.
  public func allow() async {
    guard case .asking(let what) = phase else { return }
    _ = await permissions.proceed(what)
    await goOn()
  }

  /// Leaves the question for another time; without sound the watching goes on.
  public func postpone() async {
    guard case .asking(let what) = phase else { return }
    permissions.postpone(what)
    phase = .off
    if what == .microphone { await goOn() }
  }

  /// Ends the watching, and the film with it.
  public func end() async {
    guard phase == .watching || phase == .starting else { return }
    phase = .off
    let work = running
    running = nil
    work?.cancel()
    await work?.value
    await windUp()
  }

  /// Begins a film.
  public func startRecording() async {
    if phase == .watching { await film.start() }
  }

  /// Asks for what is missing, one after the other, then starts.
  private func goOn() async {
    guard permissions.need(.camera) else {
      let isAsking = permissions.state(of: .camera) == .explaining
      phase = isAsking ? .asking(.camera) : .broken(Permitted.camera.withoutIt)
      return
    }
    if !isSoundOffered, permissions.state(of: .microphone) == .unasked {
      isSoundOffered = true
      _ = permissions.need(.microphone)
      phase = .asking(.microphone)
      return
    }
    await start()
  }

  private func start() async {
    phase = .starting
    (tally, hits, lastHit, moment) = (Tally(), [], nil, nil)
    (meter, speed, notice) = (LoadMeter(), LiveSpeed(), nil)
    let scorer = LiveScorer(
      framesPerSecond: Double(quality.framesPerSecond), makeEngine: makeEngine)
    self.scorer = scorer
    do {
      let frames = try await watch.start(quality, permissions.state(of: .microphone) == .granted)
      guard phase == .starting else { return await watch.stop() }
      phase = .watching
      if permissions.state(of: .microphone) == .granted { listen(scorer) }
      running = Task { [weak self] in
        do {
          for try await seen in frames {
            let moment = await scorer.take(seen)
            guard let self, !Task.isCancelled else { return }
            await self.show(moment)
          }
          await self?.breakOff(nil)
        } catch {
          await self?.breakOff(error)
        }
      }
    } catch {
      await watch.stop()
      guard phase == .starting else { return }
      phase = .broken(Problem.of(error, doing: "The camera could not be started"))
    }
  }

  private func show(_ moment: LiveMoment) async {
    self.moment = moment
    take(moment.news, moment.hits)
    let nowS = now()
    if let words = spoken.next(at: nowS) { voice.say(words) }
    warmth = watch.warmth()
    meter.letGo(moment.seen.letGo)
    let reading = meter.looked(at: nowS, for: moment.seen.tookS, warmth: warmth)
    speed = meter.speed
    film.note(moment)
    // Sound changes a hit up to so much later.
    let knownS = moment.seen.timeS - (listening == nil ? 0 : Self.soundComesS)
    await film.settle(upTo: knownS, hits: hits, size: moment.seen.size)
    if let reading, let other = governor.take(reading) { await change(to: other) }
  }

  private func take(_ news: [HitNews], _ hits: [Hit]) {
    guard !news.isEmpty else { return }
    self.hits = hits
    tally = Tally(hits)
    for each in news {
      switch each {
      case .say(let hit):
        lastHit = hit
        spoken.add(value: hit.score.value, reason: hit.score.reason, at: now())
      case .show(let hit): if isShown(hit) { lastHit = hit }
      case .takeBack(let id): if lastHit?.id == id { lastHit = nil }
      }
    }
  }

  /// Whether a hit is the one on the screen, called earlier or measured better.
  private func isShown(_ hit: ScoredHit) -> Bool {
    lastHit.map { abs($0.hit.timeS - hit.hit.timeS) < Self.sameHitS } ?? false
  }

  private func listen(_ scorer: LiveScorer) {
    let sound = watch.sound()
    listening = Task { [weak self] in
      for await block in sound {
        let heard = await scorer.hear(block)
        guard let self, !Task.isCancelled else { return }
        self.take(heard.news, heard.hits)
      }
    }
  }

  private func change(to other: CaptureQuality) async {
    do {
      try await watch.change(other)
      quality = other
    } catch {
      notice = Problem.of(error, doing: "The camera could not be changed")
    }
  }

  /// The stream of pictures has ended by itself.
  private func breakOff(_ why: (any Error)?) async {
    guard phase == .watching else { return }
    (phase, running) = (.off, nil)
    await windUp()
    let ended = Problem(
      "The camera has stopped.", hint: "Close other apps that film, then try again.")
    phase = .broken(why.map { Problem.of($0, doing: "The watching broke off") } ?? ended)
  }

  private func windUp() async {
    await film.stop()
    await watch.stop()
    listening?.cancel()
    listening = nil
    if let last = await scorer?.finish() { take(last.news, last.hits) }
    await film.settle(upTo: .infinity, hits: hits, size: moment?.seen.size)
    scorer = nil
    voice.hush()
  }
}
