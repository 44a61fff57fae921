/// What must hold of the engine whatever it is given.

import SweetspotModels
import Testing
import Vectors

@testable import HitEngine

private let size = PixelSize(width: 1280, height: 720)

/// Boxes of a player who swings at a ball, and now and then of anything.
private func pictures(seed: UInt64, count: Int, nasty: Bool = false) -> [[Detection]] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { i in
    let t = Double(i % 60) / 60
    let x = 300 + 600 * abs(t - 0.5)
    var boxes = [
      box(.player, 600, 200, 120, 360, 0.9), box(.racket, 500 + 80 * t, 300, 90, 40, 0.6),
      box(.racketHead, 490 + 80 * t, 300, 40, 40, 0.6), box(.ball, x, 320, 12, 12, 0.7),
    ]
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      var edges = (0..<4).map { _ in Double.random(in: -500...2000, using: &random) }
      var score = Double.random(in: 0...1, using: &random)
      if nasty {
        let odd = [
          Double.nan, .infinity, -.infinity, 1e300, -1e300, .leastNonzeroMagnitude, 0, 3e38,
        ]
        let at = Int.random(in: 0..<5, using: &random)
        let value = odd[Int.random(in: 0..<odd.count, using: &random)]
        if at == 4 { score = value } else { edges[at] = value }
      }
      let kind = ObjectClass(rawValue: Int.random(in: 0..<4, using: &random)) ?? .ball
      let any = Box(x0: edges[0], y0: edges[1], x1: edges[2], y1: edges[3])
      boxes.append(Detection(xyxy: any, score: score, classId: kind))
    }
    return boxes
  }
}

private func box(
  _ kind: ObjectClass, _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ score: Double
) -> Detection {
  let around = Point(x: x, y: y + height / 2)
  return Detection(
    xyxy: Box(around: around, width: width, height: height), score: score, classId: kind)
}

private func run(_ pictures: [[Detection]], engine: inout HitEngine) -> EngineUpdate {
  var all = EngineUpdate()
  for (frame, boxes) in pictures.enumerated() {
    all.append(engine.push(frame: frame, timeS: Double(frame) / 60, boxes: boxes))
  }
  return all
}

@Test func aCopyGoesOnAsTheEngineItself() {
  let all = pictures(seed: 1, count: 200)
  var whole = HitEngine(size: size, fps: 60)
  var expected = run(all, engine: &whole)
  expected.append(whole.finish())
  #expect(!expected.hits.isEmpty || !expected.weak.isEmpty)

  var engine = HitEngine(size: size, fps: 60)
  var found = EngineUpdate()
  for (frame, boxes) in all.enumerated() {
    // What a copy does must not be felt by the engine it was made of.
    var copy = engine
    let update = engine.push(frame: frame, timeS: Double(frame) / 60, boxes: boxes)
    if frame % 20 == 0 {
      let tried = copy.push(frame: frame, timeS: Double(frame) / 60, boxes: boxes)
      #expect(tried.hits == update.hits && tried.tracks == update.tracks)
      _ = copy.finish()
    }
    found.append(update)
  }
  found.append(engine.finish())
  #expect(found.hits == expected.hits && found.weak == expected.weak)
  #expect(found.tracks == expected.tracks)
}

@Test func whatIsOverIsOver() {
  var engine = HitEngine(size: size, fps: 60, early: .early)
  #expect(engine.finish().tracks.isEmpty)
  _ = run(pictures(seed: 2, count: 200), engine: &engine)
  #expect(!engine.finish().tracks.isEmpty)
  let again = engine.finish()
  #expect(again.tracks.isEmpty && again.hits.isEmpty && again.weak.isEmpty && again.early.isEmpty)
}

@Test func everySceneHasTracksOfItsOwn() {
  var engine = HitEngine(size: size, fps: 60)
  let boxes = pictures(seed: 3, count: 2)
  var rows = engine.push(frame: 0, timeS: 0, boxes: boxes[0]).tracks
  rows += engine.push(frame: 1, timeS: 1.0 / 60, boxes: boxes[1], cut: true).tracks
  rows += engine.finish().tracks
  let first = Set(rows.filter { $0.frame == 0 }.map(\.trackId))
  let second = Set(rows.filter { $0.frame == 1 }.map(\.trackId))
  #expect(!first.isEmpty && !second.isEmpty && first.isDisjoint(with: second))
}

@Test func emptyPicturesAndOddTimesGiveNothing() {
  var engine = HitEngine(size: size, fps: 60, captureFps: 240, early: .early)
  for (frame, timeS) in [0, 0, 0.5, 0.4, .nan, .infinity, 1e9, -3, 1e-300].enumerated() {
    let update = engine.push(frame: frame, timeS: timeS, boxes: [])
    #expect(update.hits.isEmpty && update.tracks.isEmpty)
  }
  #expect(engine.finish().hits.isEmpty)
}

@Test(arguments: 0..<12)
func boxesThatAreNowhereBreakNothing(seed: UInt64) {
  var engine = HitEngine(size: size, fps: 60, early: .early)
  var all = run(pictures(seed: seed, count: 150, nasty: true), engine: &engine)
  engine.hear(timeS: .nan, clear: .infinity)
  all.append(engine.finish())
  #expect(!all.tracks.isEmpty)
  let onsets = Onsets(timeS: [0.5, 1, 1.5], strength: [1, 0, .infinity])
  #expect(fuseSound(all.hits, onsets: onsets, weak: all.weak).count <= 12)
}

@Test(arguments: [PixelSize(width: 0, height: 0), PixelSize(width: 1, height: 100_000)])
func noSizeOrRateBreaksAnything(size: PixelSize) {
  for fps in [0, 1e-9, 1e9, -30, Double.nan, .infinity] {
    var engine = HitEngine(size: size, fps: fps, captureFps: 0, early: .early)
    _ = run(pictures(seed: 9, count: 60), engine: &engine)
    _ = engine.finish()
  }
}

@Test func numbersAreRoundedAsPythonRoundsThem() {
  // round(x, 4) in Python of what is printed here.
  let cases: [(Double, Double)] = [
    (0.50005, 0.5), (0.00005, 0.0001), (0.03125, 0.0312), (0.12345, 0.1235), (0.99995, 1.0),
    (0.67895, 0.679), (1.0, 1.0), (0.0, 0.0), (2.67535, 2.6753), (0.84375, 0.8438),
  ]
  for (value, rounded) in cases { #expect(roundedToFourDecimals(value) == rounded, "\(value)") }
}
