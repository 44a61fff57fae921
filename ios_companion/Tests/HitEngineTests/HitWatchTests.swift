/// A watched lesson: calls, hits and the sound's word come when and as they do on the laptop.

import SweetspotModels
import Testing
import Vectors

@testable import HitEngine

private struct WatchVector: Decodable {
  /// After which picture, the kind, the hit, the call, seconds, sigma, confidence and onset.
  struct Event: Decodable {
    let picture: Int
    let kind: String
    let hit: String
    let call: Int?
    let numbers: [Double?]

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      picture = try list.decode(Int.self)
      kind = try list.decode(String.self)
      hit = try list.decode(String.self)
      call = try list.decode(Int?.self)
      numbers = try (0..<4).map { _ in try list.decode(Double?.self) }
    }
  }

  let size: PixelSize
  let fps: Double
  let timesS: [Double]
  let boxes: [[Double]]
  let rateHz: Int
  let seconds: Int
  let impacts: [[Double]]
  let block: Int
  let events: [Event]
  let nOnsets: Int
}

extension WatchEvent {
  fileprivate var told: (kind: String, hit: Hit, call: Int?) {
    switch self {
    case .called(let call): ("called", call.hit, call.number)
    case .found(let hit, let call): ("found", hit, call)
    case .withdrawn(let call): ("withdrawn", call.hit, call.number)
    case .heard(let hit, let isNew): (isNew ? "new" : "heard", hit, nil)
    case .unheard(let hit): ("unheard", hit, nil)
    }
  }
}

@Test func aLessonIsWatchedAsOnTheLaptop() throws {
  let vector = try VectorFile.read("watch.json", as: WatchVector.self)
  let sound = madeSound(seconds: vector.seconds, rateHz: vector.rateHz, impacts: vector.impacts)
  let (boxes, rate) = (try BoxRows(vector.boxes), Double(vector.rateHz))
  var watch = HitWatch(size: vector.size, fps: vector.fps)
  var found: [(picture: Int, event: WatchEvent)] = []
  var fed = 0
  for (frame, timeS) in vector.timesS.enumerated() {
    let update = watch.push(frame: frame, timeS: timeS, boxes: boxes.at(frame))
    found += update.events.map { (frame, $0) }
    while Double(fed + vector.block) / rate <= timeS {
      let block = Array(sound[fed..<(fed + vector.block)])
      let heard = watch.hear(block, rateHz: rate, takenS: Double(fed) / rate)
      found += heard.map { (frame, $0) }
      fed += vector.block
    }
  }
  found += watch.finish().events.map { (vector.timesS.count, $0) }
  try #require(found.count == vector.events.count)
  for (one, expected) in zip(found, vector.events) {
    let (kind, hit, call) = one.event.told
    #expect(one.picture == expected.picture && kind == expected.kind)
    #expect(hit.id == expected.hit && call == expected.call)
    let numbers = [hit.timeS, hit.timeSigmaS, hit.confidence, hit.soundOnsetS]
    for (number, other) in zip(numbers, expected.numbers) {
      #expect((number == nil) == (other == nil))
      #expect(abs((number ?? 0) - (other ?? 0)) < 1e-4)
    }
  }
  #expect(watch.onsets.timeS.count == vector.nOnsets)
  #expect(Set(found.map { $0.event.told.kind }).count >= 5)
}

@Test func withoutSoundThereAreOnlyHitsBySight() throws {
  let vector = try VectorFile.read("watch.json", as: WatchVector.self)
  let boxes = try BoxRows(vector.boxes)
  var watch = HitWatch(size: vector.size, fps: vector.fps, callsEarly: false)
  var engine = HitEngine(size: vector.size, fps: vector.fps)
  for (frame, timeS) in vector.timesS.enumerated() {
    let update = watch.push(frame: frame, timeS: timeS, boxes: boxes.at(frame))
    let expected = engine.push(frame: frame, timeS: timeS, boxes: boxes.at(frame))
    #expect(update.found.hits == expected.hits && update.found.weak == expected.weak)
    #expect(update.events == expected.hits.map { .found($0, call: nil) })
  }
  #expect(watch.finish().events == engine.finish().hits.map { .found($0, call: nil) })
}

@Test func aCallIsAnsweredOnceOrWithdrawn() {
  var calls = OpenCalls()
  let called = Hit(id: "hit-000030", timeS: 1, frame: 30, confidence: 0.8)
  let near = Hit(id: "hit-000031", timeS: 1.1, frame: 33, confidence: 0.9)
  let far = Hit(id: "hit-000060", timeS: 2, frame: 60, confidence: 0.9)
  let first = calls.add(called)
  #expect(calls.answer(far) == nil)
  #expect(calls.withdrawn(at: 1.9).isEmpty)
  #expect(calls.answer(near) == first)
  #expect(calls.answer(near) == nil)
  let second = calls.add(far)
  #expect(second.number == first.number + 1)
  #expect(calls.withdrawn(at: 2.99) == [second])
  #expect(calls.withdrawn(at: .infinity).isEmpty)
}
