/// The hit engine: boxes of one picture after the other in, tracks and hits out.

import Foundation
import SweetspotModels

/// Finds the hits in a stream of boxes, exactly as `core/hits/engine.py` does on the laptop.
///
/// Make one per video (or per camera session) and `push` every picture in order, with no boxes
/// where there are none; at the end `finish`. Each call returns what became final: tracks about
/// 0.35 s and hits about 0.8 s late, in real time. Nothing is taken back. Keep the weak
/// candidates beside the hits and give both to `fuseSound` whenever more sound is known; without
/// sound the hits alone are the answer. Memory and delay are bounded.
public struct HitEngine: Sendable {
  private let parameters: HitParameters
  private let slow: Double
  private let frameS: Double
  private var tracker = Tracker()
  private var spots = StillSpots()
  private var finder: ContactFinder
  private var selection: Selection
  private var early: EarlyCalls?
  private var mainPlayer: MainPlayer
  private var rows = TrackRows()
  private var clock = Queue<Tick>()
  private var people: [Box] = []

  /// The engine's version on the laptop; the same boxes give the same hits.
  public static let version = 2
  /// A ball's diameter in metres (ITF: 6.54 to 6.86 cm).
  public static let ballM = 0.067
  /// Players found with less may come and go without a cut.
  static let sure = 0.4

  /// Makes an engine for pictures of `size` px that come `fps` times a second on the film's clock.
  ///
  /// `captureFps` is the rate at which a slow-motion film was taken: all windows are then in
  /// real seconds. A live camera has none. `early` are an impatient finder's numbers
  /// (`HitParameters.early`); with them updates carry early calls, too.
  public init(
    size: PixelSize, fps: Double, captureFps: Double? = nil,
    parameters: HitParameters = HitParameters(), early: HitParameters? = nil
  ) {
    self.parameters = parameters
    slow = captureFps.map { $0 / fps } ?? 1
    frameS = 1 / max(fps * slow, 1)
    finder = ContactFinder(size: size, frameS: frameS, parameters: parameters)
    selection = Selection(parameters)
    mainPlayer = MainPlayer(size: size)
    let frameS = frameS
    self.early = early.map { EarlyCalls(size: size, frameS: frameS, parameters: $0) }
  }

  /// Takes the boxes of one picture, shown at `timeS` on the film's clock.
  ///
  /// `cut` says that another scene begins here, where the caller knows. Boxes that are nowhere
  /// (not a number, infinite) are left out; a picture whose time is none says nothing.
  public mutating func push(
    frame: Int, timeS: Double, boxes: [Detection], cut: Bool = false
  ) -> EngineUpdate {
    guard timeS.isFinite else { return EngineUpdate() }
    var seen = SeenByClass(boxes)
    let realS = timeS / slow
    var update = EngineUpdate()
    if cut || isCut(seen.player) { update = endScene() }
    people = seen.player.filter { $0.score >= Self.sure }.map(\.xyxy)
    spots.update(timeS: realS, boxes: seen.ball)
    // A lost ball must not be found again in what lies about.
    seen.ball.removeAll { $0.score < FollowRules.ball.confident && spots.hold($0) }
    let trails = tracker.step(timeS: realS, seen: seen)
    let scene = Scene(frame: frame, timeS: realS, trails: trails)
    clock.append(Tick(frame: frame, timeS: timeS))
    mainPlayer.update(scene)
    selection.add(finder.push(scene))
    let won = selection.settle(until: realS - parameters.delayS)
    update.tracks += rows.push(scene, main: mainPlayer.main)
    take(won, into: &update)
    update.early = early?.push(scene).map(hit(of:)) ?? []
    let oldest = timeS - 2 * slow * parameters.memoryS
    while let first = clock.first, first.timeS < oldest { clock.popFirst() }
    return update
  }

  /// Hears an impact at `timeS` on the film's clock, for early calls only.
  ///
  /// `clear` in 0...1 is how clear it is; the sound's shift has been taken off.
  public mutating func hear(timeS: Double, clear: Double) {
    early?.hear(timeS: timeS / slow, clear: clear)
  }

  /// Returns all that still waited for a future that will not come.
  public mutating func finish() -> EngineUpdate {
    endScene()
  }

  private mutating func endScene() -> EngineUpdate {
    var update = EngineUpdate()
    selection.add(finder.finish())
    update.tracks = rows.finish(main: mainPlayer.main)
    take(selection.settle(until: .infinity), into: &update)
    tracker.cut()
    spots.clear()
    mainPlayer.cut()
    selection = Selection(parameters)
    early?.cut()
    return update
  }

  /// Whether everybody is suddenly elsewhere: nobody moves by his own width in a frame.
  private func isCut(_ players: [Seen]) -> Bool {
    let sure = players.lazy.filter { $0.score >= Self.sure }
    guard !people.isEmpty, !sure.isEmpty else { return false }
    return sure.allSatisfy { player in
      people.allSatisfy { overlapInFloat(player.xyxy, $0) < 0.05 }
    }
  }

  private func take(_ won: [Chosen], into update: inout EngineUpdate) {
    for chosen in won {
      let hit = self.hit(of: chosen.candidate)
      if chosen.isShown { update.hits.append(hit) } else { update.weak.append(hit) }
    }
  }

  private func hit(of candidate: Candidate) -> Hit {
    let facts = candidate.facts
    let meeting = facts.isSeen ? candidate.meeting.onStrings : candidate.meeting
    let timeS = candidate.timeS * slow
    let frame = clock.min { abs($0.timeS - timeS) < abs($1.timeS - timeS) }?.frame ?? 0
    let step = max(facts.speedIn, facts.speedOut) * candidate.heightPx * frameS
    var hit = Hit(
      id: "hit-" + String(repeating: "0", count: max(0, 6 - String(frame).count)) + String(frame),
      timeS: timeS, frame: frame, confidence: roundedToFourDecimals(candidate.confidence))
    hit.racketHeadXyxy = meeting.head?.xyxy
    hit.tipDirection = meeting.head?.tip
    hit.stroke = candidate.stroke
    hit.timeSigmaS = meeting.timeSigmaS * slow
    guard facts.isSeen else { return hit }
    hit.ballXy = meeting.ballXy
    hit.offset = meeting.offset
    hit.rSigma = meeting.rSigma
    hit.ballStepM = step / candidate.ballSidePx * Self.ballM
    return hit
  }
}

/// A picture and when it was shown.
private struct Tick: Sendable {
  let frame: Int
  let timeS: Double
}

extension Candidate {
  /// A serve for a slow ball met above the head; the rest cannot be told from boxes.
  fileprivate var stroke: Stroke {
    guard let player, facts.nBefore >= 2 else { return .unknown }
    let overHead = meeting.ballXy.y < player.y0 + 0.05 * player.height
    return overHead && facts.speedIn < 2.5 ? .serve : .unknown
  }
}
