/// A thousand made-up streams, most of them spoilt: the same tracks and hits as on the laptop.

import SweetspotModels
import Testing

@testable import HitEngine

/// Parts of the file that are tried beside each other.
private let parts = 8

/// The file, read once.
private let cases = Result { try StreamCase.all() }

@Test(arguments: 0..<parts)
func randomStreamsAreTheLaptops(part: Int) throws {
  let cases = try cases.get()
  #expect(cases.count >= 1000)
  var difference = HitDifference()
  var count = 0
  for (i, one) in cases.enumerated() where i % parts == part {
    let found = answer(to: one)
    difference.compare(found.hits, with: one.hits, "stream \(i)")
    difference.compare(found.weak, with: one.weak, "stream \(i), weak")
    let fused = fuseSound(found.hits, onsets: one.onsets, weak: found.weak)
    difference.compare(fused, with: one.fused, "stream \(i), with sound")
    difference.compare(found.early.map(\.moment), with: one.called, "stream \(i), called")
    let rows = found.tracks
    let counts = [
      rows.count, rows.count(where: \.observed), rows.count(where: \.main),
      rows.reduce(0) { $0 + $1.trackId },
    ]
    #expect(counts == one.rows, "rows of stream \(i)")
    let edges = rows.reduce(0) { $0 + $1.xyxy.edges.reduce(0, +) }
    #expect(abs(edges - one.edges) < 1e-4 * Double(max(1, rows.count)), "boxes of stream \(i)")
    count += one.hits.count + one.weak.count
  }
  #expect(difference.words.isEmpty)
  print("Random streams, part \(part): \(count) hits, largest difference \(difference.largest)")
  #expect(count > 100)
}

/// Returns all that the engine makes of a stream.
func answer(to stream: StreamCase) -> EngineUpdate {
  var engine = HitEngine(
    size: stream.size, fps: stream.fps, captureFps: stream.captureFps, early: .early)
  var all = EngineUpdate()
  var heard = 0
  for (frame, picture) in stream.pictures.enumerated() {
    while heard < stream.onsets.timeS.count,
      stream.onsets.timeS[heard] + 0.1 < picture.timeS + 5e-7
    {
      let clear = min(stream.onsets.strength[heard] / 2, 1)
      engine.hear(timeS: stream.onsets.timeS[heard] - 0.06, clear: clear)
      heard += 1
    }
    if picture.finishFirst { all.append(engine.finish()) }
    all.append(
      engine.push(
        frame: frame, timeS: picture.timeS, boxes: picture.boxes, cut: picture.cut))
  }
  all.append(engine.finish())
  return all
}

extension Hit {
  /// When it was, and how sure that is; the rest is left out.
  fileprivate var moment: Hit {
    Hit(id: id, timeS: timeS, frame: frame, confidence: confidence, timeSigmaS: timeSigmaS)
  }
}

extension StreamCase {
  /// The hits to show once the sound was heard.
  fileprivate var fused: [Hit] {
    heard.map { heard in
      var hit = (hits + weak)[heard.place]
      hit.confidence = heard.confidence
      hit.timeS = heard.timeS
      hit.timeSigmaS = heard.timeSigmaS
      hit.soundOnsetS = heard.onsetS
      return hit
    }
  }
}
