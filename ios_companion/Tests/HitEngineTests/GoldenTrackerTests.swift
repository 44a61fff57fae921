/// The tracker follows boxes exactly as the laptop's does.

import SweetspotModels
import Testing
import Vectors

@testable import HitEngine

private struct TrackerVector: Decodable {
  struct Step: Decodable {
    let frame: Int
    let trails: [[Value]]
  }

  /// Numbers among which there are truths.
  enum Value: Decodable {
    case number(Double)

    init(from decoder: any Decoder) throws {
      let single = try decoder.singleValueContainer()
      if let truth = try? single.decode(Bool.self) {
        self = .number(truth ? 1 : 0)
      } else {
        self = .number(try single.decode(Double.self))
      }
    }

    var number: Double {
      switch self {
      case .number(let value): value
      }
    }
  }

  let timesS: [Double]
  let boxes: [[Double]]
  let steps: [Step]
}

@Test func trailsAreTheLaptops() throws {
  let vector = try VectorFile.read("tracker.json", as: TrackerVector.self)
  let boxes = try BoxRows(vector.boxes)
  var tracker = Tracker()
  var compared = 0
  for (frame, timeS) in vector.timesS.enumerated() {
    // As the file was made: without leaving out objects found twice.
    var seen = SeenByClass([])
    for box in boxes.at(frame).sorted(by: { $0.score > $1.score }) {
      seen[box.classId].append(Seen(xyxy: box.xyxy.inFloat, score: Double(Float(box.score))))
    }
    let trails = tracker.step(timeS: timeS, seen: seen)
    guard let step = vector.steps.first(where: { $0.frame == frame }) else { continue }
    #expect(trails.count == step.trails.count)
    for (trail, row) in zip(trails, step.trails) {
      let (box, velocity) = (trail.xyxy, trail.motion.velocity)
      let found = [
        Double(trail.trackId), Double(trail.kind.rawValue), trail.seenNow == nil ? 0 : 1,
        Double(trail.nSeen), box.x0, box.y0, box.x1, box.y1, velocity.x, velocity.y,
      ]
      #expect(found.count == row.count)
      for (one, other) in zip(found, row.map(\.number)) {
        // The file is rounded to 1e-5.
        #expect(abs(one - other) <= 1.1e-5)
        compared += 1
      }
    }
  }
  #expect(compared > 500)
}
