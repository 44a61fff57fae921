/// Boxes and sound of a lesson in; tracks, hits and early calls out, as in `core/live` on a laptop.

import SweetspotModels

/// Something to tell while a lesson runs.
public enum WatchEvent: Hashable, Sendable {
  /// A hit that is likely enough to be called out now, about a quarter of a second after it.
  case called(EarlyCall)
  /// The engine's own word, 0.8 s after the hit, and the number of the call that it answers.
  case found(Hit, call: Int?)
  /// There was no hit where one was called.
  case withdrawn(EarlyCall)
  /// The impact was heard or not: what is now known of the hit; a new one was too weak by sight.
  case heard(Hit, isNew: Bool)
  /// A hit that was found is none, now that nothing was heard.
  case unheard(Hit)
}

/// What a picture brought.
public struct WatchUpdate: Sendable {
  /// What the engine made final by sight.
  public var found: EngineUpdate
  /// What there is to tell, in order.
  public var events: [WatchEvent]

  /// Makes an update of what became final and what there is to tell.
  public init(found: EngineUpdate, events: [WatchEvent]) {
    self.found = found
    self.events = events
  }
}

/// Drives the hit engine over a live camera whose pictures and sound share a clock.
///
/// Pictures that were not looked at are not pushed: the hits are those of the pictures there
/// were. Sound may come or not.
public struct HitWatch: Sendable {
  private var engine: HitEngine
  private var calls: OpenCalls
  private var sound = WatchSound()

  /// Makes a watch of pictures of `size` px, `fps` of which come a second.
  ///
  /// With `captureFps` the pictures are slow motion taken at that rate. Where `callsEarly` is
  /// false, nothing is called before it is final.
  public init(
    size: PixelSize, fps: Double, captureFps: Double? = nil, callsEarly: Bool = true
  ) {
    engine = HitEngine(
      size: size, fps: fps, captureFps: captureFps, early: callsEarly ? .early : nil)
    calls = OpenCalls(slow: captureFps.map { $0 / fps } ?? 1)
  }

  /// All onsets of the lesson that are final, on the pictures' clock.
  public var onsets: Onsets { sound.onsets }

  /// Takes the boxes of one picture, taken at `timeS`.
  public mutating func push(
    frame: Int, timeS: Double, boxes: [Detection], cut: Bool = false
  ) -> WatchUpdate {
    let update = engine.push(frame: frame, timeS: timeS, boxes: boxes, cut: cut)
    return WatchUpdate(found: update, events: told(update, at: timeS))
  }

  /// Takes the next mono samples, -1...1, of which the first was taken at `takenS`.
  public mutating func hear(
    _ samples: [Float], rateHz: Double, takenS: Double
  ) -> [WatchEvent] {
    for impact in sound.hear(samples, rateHz: rateHz, takenS: takenS) {
      engine.hear(timeS: impact.timeS, clear: impact.strength)
    }
    return sound.vote()
  }

  /// Returns all that waited for a future that will not come.
  public mutating func finish() -> WatchUpdate {
    let update = engine.finish()
    let events = told(update, at: .infinity)
    sound.end()
    return WatchUpdate(found: update, events: events + sound.vote())
  }

  private mutating func told(_ update: EngineUpdate, at timeS: Double) -> [WatchEvent] {
    sound.take(update)
    var events = update.early.map { WatchEvent.called(calls.add($0)) }
    events += update.hits.map { .found($0, call: calls.answer($0)?.number) }
    return events + calls.withdrawn(at: timeS).map { .withdrawn($0) }
  }
}
