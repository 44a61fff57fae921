/// Real films: the boxes of whole clips in, the laptop's hits and scores out.
///
/// The clips are other people's and not in the repository: `tests/benchmarks/clip_streams.py`
/// writes their boxes into a folder, which SWEETSPOT_STREAMS names.

import Foundation
import SweetspotModels
import Testing

@testable import HitEngine

private let folder = ProcessInfo.processInfo.environment["SWEETSPOT_STREAMS"]

private struct ClipStream: Decodable {
  struct OnsetLists: Decodable {
    let timeS: [Double]
    let strength: [Double]
  }

  struct Told: Decodable {
    let value: Int?
    let reason: String
    let doubtful: Bool
  }

  let size: PixelSize
  let fps: Double
  let timesS: [Double]
  let boxes: [[Double]]
  let hits: [Hit]
  let weak: [Hit]
  let early: [Hit]
  let onsets: OnsetLists?
  let fused: [Hit]
  let scores: [Told]
  let nTrackRows: Int
}

@Test(.enabled(if: folder != nil))
func wholeStreamsAreTheLaptops() throws {
  let folder = URL(filePath: try #require(folder))
  let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  var total = HitDifference()
  var hits = 0
  for name in names where name.hasSuffix(".json") {
    let data = try Data(contentsOf: folder.appending(path: name))
    let stream = try decoder.decode(ClipStream.self, from: data)
    let all = try answer(to: stream)
    var difference = HitDifference()
    difference.compare(all.hits, with: stream.hits, name)
    difference.compare(all.weak, with: stream.weak, "\(name), weak")
    difference.compare(all.early, with: stream.early, "\(name), early")
    let onsets = stream.onsets.map { Onsets(timeS: $0.timeS, strength: $0.strength) }
    let fused = fuseSound(all.hits, onsets: onsets, weak: all.weak)
    difference.compare(fused, with: stream.fused, "\(name), with sound")
    #expect(difference.words.isEmpty)
    #expect(all.tracks.count == stream.nTrackRows, "\(name)")
    for (hit, told) in zip(fused, stream.scores) {
      let score = ScoreRule.standard.score(hit)
      #expect(score.value == told.value && score.doubtful == told.doubtful, "\(name) \(hit.id)")
      #expect(score.reason == told.reason, "\(name) \(hit.id)")
    }
    print("\(name): \(fused.count) hits, \(all.weak.count) weak, off by \(difference.largest)")
    total.merge(difference)
    hits += fused.count
  }
  print("Whole streams: \(hits) hits, largest difference \(total.largest)")
  #expect(hits > 0)
}

private func answer(to stream: ClipStream) throws -> EngineUpdate {
  var engine = HitEngine(size: stream.size, fps: stream.fps, early: .early)
  let boxes = try BoxRows(stream.boxes)
  var all = EngineUpdate()
  for (frame, timeS) in stream.timesS.enumerated() {
    all.append(engine.push(frame: frame, timeS: timeS, boxes: boxes.at(frame)))
  }
  all.append(engine.finish())
  return all
}
