/// From boxes to hits: what a picture costs, and that an hour of them needs no more memory.

import Foundation
import HitEngine
import SweetspotModels
import Vectors

let engineBenchmarks = [
  Benchmark(name: "engine", about: "one picture's boxes through the hit engine") {
    try ["the streams of hits.json (tests/benchmarks/engine_speed.py has them in Python)"]
      + vectorLines() + busyLines()
  },
  Benchmark(name: "hour", about: "an hour at 60 pictures a second through the hit engine") {
    hourLines()
  },
]

/// A stream as it stands in `hits.json`.
private struct Stream: Decodable {
  let name: String
  let size: PixelSize
  let fps: Double
  let captureFps: Double?
  let timesS: [Double]
  let boxes: [[Double]]

  struct File: Decodable {
    let cases: [Stream]
  }

  var pictures: [[Detection]] {
    var found = [[Detection]](repeating: [], count: timesS.count)
    for row in boxes where row.count == 7 {
      guard let kind = ObjectClass(rawValue: Int(row[1])) else { continue }
      let box = Box(x0: row[3], y0: row[4], x1: row[5], y1: row[6])
      found[Int(row[0])].append(Detection(xyxy: box, score: row[2], classId: kind))
    }
    return found
  }
}

private func vectorLines() throws -> [String] {
  try VectorFile.read("hits.json", as: Stream.File.self).cases.map { stream in
    let pictures = stream.pictures
    let taken = try costs(
      rounds: 15, calls: 1,
      of: [
        {
          var engine = HitEngine(size: stream.size, fps: stream.fps, captureFps: stream.captureFps)
          var rows = 0
          for (frame, boxes) in pictures.enumerated() {
            let timeS = stream.timesS[frame]
            rows += engine.push(frame: frame, timeS: timeS, boxes: boxes).tracks.count
          }
          return rows + engine.finish().tracks.count
        }
      ])
    return line(stream.name, boxes: stream.boxes.count, taken[0], pictures: pictures.count)
  }
}

private func line(_ name: String, boxes: Int, _ cost: Cost, pictures: Int) -> String {
  let each = Double(pictures)
  let crowd = String(format: "%.1f", Double(boxes) / each)
  let told = Cost(median: cost.median / each, least: cost.least / each).words
  return "    \(name.padding(toLength: 14, withPad: " ", startingAt: 0))\(told), \(crowd) boxes"
}

/// Two players who rally before a slow-motion camera, and balls that lie and fly about.
private func busyBoxes(_ i: Int, rate: Double) -> [Detection] {
  let t = Double(i) / rate
  var boxes: [Detection] = []
  func add(_ kind: ObjectClass, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    let box = Box(around: Point(x: x, y: y), width: width, height: height)
    boxes.append(Detection(xyxy: box, score: 0.5 + 0.3 * abs(sin(t + x)), classId: kind))
  }
  for (number, middle) in [400.0, 1500.0].enumerated() {
    let x = middle + 40 * sin(t)
    let swing = 200 * sin(2 * t + Double(number))
    add(.player, x, 600, 160, 420)
    add(.racket, x + swing, 520, 130, 70)
    add(.racketHead, x + 1.3 * swing, 520, 60, 60)
  }
  for number in 0..<4 {
    let way = (t * 0.8 + 0.25 * Double(number)).truncatingRemainder(dividingBy: 2)
    let height = 500 - 300 * way * (1 - way / 2)
    add(.ball, 450 + 1000 * abs(1 - way) + 3 * Double(number), height, 14, 14)
  }
  for number in 0..<3 { add(.ball, 300 + 400 * Double(number), 850, 12, 12) }
  return boxes
}

private func busyLines() throws -> [String] {
  let pictures = (0..<2400).map { busyBoxes($0, rate: 240) }
  var hits = 0
  let plain: @Sendable (Bool) -> Int = { early in
    var engine = HitEngine(
      size: PixelSize(width: 1920, height: 1080), fps: 240, early: early ? .early : nil)
    var found = 0
    for (frame, boxes) in pictures.enumerated() {
      found += engine.push(frame: frame, timeS: Double(frame) / 240, boxes: boxes).hits.count
    }
    return found + engine.finish().hits.count
  }
  hits = plain(false)
  let taken = try costs(rounds: 5, calls: 1, of: [{ plain(false) }, { plain(true) }])
  let boxes = pictures.reduce(0) { $0 + $1.count }
  return [
    "a busy rally at 240 a second, \(hits) hits in ten seconds",
    line("final", boxes: boxes, taken[0], pictures: pictures.count),
    line("with early", boxes: boxes, taken[1], pictures: pictures.count),
  ]
}

private func hourLines() -> [String] {
  var engine = HitEngine(
    size: PixelSize(width: 1920, height: 1080), fps: 60, early: .early)
  var lines: [String] = []
  var (rows, hits, last) = (0, 0, 0)
  var start = clock()
  for frame in 0..<216_000 {
    let boxes = busyBoxes(frame, rate: 60)
    let update = engine.push(frame: frame, timeS: Double(frame) / 60, boxes: boxes)
    rows += update.tracks.count
    hits += update.hits.count
    guard [3_599, 35_999, 107_999, 215_999].contains(frame) else { continue }
    let spent = Double(clock() - start) / Double(CLOCKS_PER_SEC) / Double(frame + 1 - last) * 1e6
    let words = String(
      format: "after %2d minutes: %.0f µs each of late, %.1f MB", (frame + 1) / 3600, spent,
      Double(residentBytes()) / 1e6)
    lines.append("    \(words), \(rows) rows, \(hits) hits")
    (start, last) = (clock(), frame + 1)
  }
  return lines
}

/// The memory that the process has now; 0 where it cannot be read.
private func residentBytes() -> Int {
  guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
    return 0
  }
  let fields = text.split(separator: " ")
  return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
}
