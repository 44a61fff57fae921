/// Whole streams: boxes in, the laptop's tracks and hits out; then the sound.

import SweetspotModels
import Testing
import Vectors

@testable import HitEngine

private struct HitsVector: Decodable {
  struct Case: Decodable {
    let name: String
    let size: PixelSize
    let fps: Double
    let captureFps: Double?
    let timesS: [Double]
    let boxes: [[Double]]
    let hits: [Hit]
    let weak: [Hit]
    let onsets: OnsetLists
    let fused: [Hit]
    let nTrackRows: Int
    let mainRowsByClass: [Int]
  }

  struct OnsetLists: Decodable {
    let timeS: [Double]
    let strength: [Double]
  }

  let cases: [Case]
}

@Test func hitsAreTheLaptops() throws {
  let vector = try VectorFile.read("hits.json", as: HitsVector.self)
  var difference = HitDifference()
  var count = 0
  for one in vector.cases {
    var engine = HitEngine(size: one.size, fps: one.fps, captureFps: one.captureFps)
    let boxes = try BoxRows(one.boxes)
    var all = EngineUpdate()
    for (frame, timeS) in one.timesS.enumerated() {
      all.append(engine.push(frame: frame, timeS: timeS, boxes: boxes.at(frame)))
    }
    all.append(engine.finish())
    difference.compare(all.hits, with: one.hits, one.name)
    difference.compare(all.weak, with: one.weak, "\(one.name), weak")
    let onsets = Onsets(timeS: one.onsets.timeS, strength: one.onsets.strength)
    let fused = fuseSound(all.hits, onsets: onsets, weak: all.weak)
    difference.compare(fused, with: one.fused, "\(one.name), with sound")
    #expect(all.tracks.count == one.nTrackRows, "\(one.name)")
    let mains = all.tracks.filter(\.main)
    let byClass = (0..<4).map { kind in mains.count { $0.classId.rawValue == kind } }
    #expect(byClass == one.mainRowsByClass, "\(one.name)")
    count += one.hits.count + one.weak.count + one.fused.count
  }
  #expect(difference.words.isEmpty)
  // The file is rounded to 1e-5.
  #expect(difference.largest < 1.1e-5)
  #expect(count >= 9)
}
