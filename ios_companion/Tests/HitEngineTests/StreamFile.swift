/// Streams of boxes and what the laptop's engine makes of them, out of one compact file.
///
/// How the file is made is written in `tests/support/stream_file.py`.

import Foundation
import SweetspotModels
import Vectors

@testable import HitEngine

/// One picture of a stream.
struct StreamPicture {
  let timeS: Double
  let boxes: [Detection]
  let cut: Bool
  let finishFirst: Bool
}

/// A hit once the sound was heard: which one it is, and what changed.
struct HeardHit {
  let place: Int
  let confidence: Double
  let timeS: Double
  let timeSigmaS: Double
  let onsetS: Double?
}

/// A stream of boxes, and the laptop's answer to it.
struct StreamCase {
  let size: PixelSize
  let fps: Double
  let captureFps: Double?
  let pictures: [StreamPicture]
  let onsets: Onsets
  /// Rows of tracks, observed ones, main ones, and the sum of their numbers.
  let rows: [Int]
  /// The sum of the rows' edges.
  let edges: Double
  let hits: [Hit]
  let weak: [Hit]
  let heard: [HeardHit]
  /// Early calls, of which the moment, its sigma and the confidence are known.
  let called: [Hit]

  /// Reads all streams.
  static func all() throws -> [StreamCase] {
    var source = ByteReader(try VectorFile.data("streams.bin"))
    try source.expect("SWEETST1")
    return try source.list { try StreamCase(&$0) }
  }

  private init(_ source: inout ByteReader) throws {
    size = PixelSize(width: try source.n(), height: try source.n())
    fps = try source.d()
    let rate = try source.d()
    captureFps = rate == 0 ? nil : rate
    pictures = try source.pictures()
    onsets = try source.onsets()
    rows = try (0..<4).map { _ in try source.n() }
    edges = try source.d()
    hits = try source.hits()
    weak = try source.hits()
    heard = try source.list { source in
      let (place, confidence) = (try source.n(), Double(try source.n()) / 10_000)
      let (timeS, sigma, onset) = (try source.d(), try source.d(), try source.d())
      return HeardHit(
        place: place, confidence: confidence, timeS: timeS, timeSigmaS: sigma,
        onsetS: onset.isNaN ? nil : onset)
    }
    called = try source.list { source in
      var hit = try source.beginningOfHit()
      hit.timeSigmaS = try source.d()
      return hit
    }
  }
}

extension ByteReader {
  fileprivate mutating func pictures() throws -> [StreamPicture] {
    var now = 0
    var last = [[Int]](repeating: [0, 0, 0, 0], count: ObjectClass.allCases.count)
    return try list { source in
      now += try source.z()
      let flags = try source.n()
      let boxes = try source.list { source in
        let head = try source.n()
        guard let kind = ObjectClass(rawValue: head % 4) else { throw Ended() }
        for i in 0..<4 { last[kind.rawValue][i] += try source.z() }
        let quarters = last[kind.rawValue]
        let (x, y) = (quarters[0], quarters[1])
        let box = Box(
          x0: Double(x) / 4, y0: Double(y) / 4, x1: Double(x + quarters[2]) / 4,
          y1: Double(y + quarters[3]) / 4)
        return Detection(xyxy: box, score: Double(head / 4) / 64, classId: kind)
      }
      return StreamPicture(
        timeS: Double(now) / 1e6, boxes: boxes, cut: flags & 1 != 0, finishFirst: flags & 2 != 0)
    }
  }

  fileprivate mutating func onsets() throws -> Onsets {
    var now = 0
    var onsets = Onsets()
    for _ in 0..<(try n()) {
      now += try z()
      onsets.timeS.append(Double(now) / 1e6)
      onsets.strength.append(Double(try n()) / 16)
    }
    return onsets
  }

  fileprivate mutating func hits() throws -> [Hit] {
    try list { source in
      var hit = try source.beginningOfHit()
      hit.timeSigmaS = try source.d()
      let mask = try source.n()
      if mask & 1 != 0 { hit.ballXy = try source.point() }
      if mask & 2 != 0 {
        let (low, high) = (try source.point(), try source.point())
        hit.racketHeadXyxy = Box(x0: low.x, y0: low.y, x1: high.x, y1: high.y)
      }
      if mask & 4 != 0 { hit.tipDirection = try source.point() }
      if mask & 8 != 0 { hit.offset = try source.point() }
      if mask & 16 != 0 { hit.rSigma = try source.d() }
      if mask & 32 != 0 { hit.ballStepM = try source.d() }
      hit.stroke = mask & 64 != 0 ? .serve : .unknown
      return hit
    }
  }

  fileprivate mutating func point() throws -> Point { Point(x: try d(), y: try d()) }

  /// Reads frame, confidence and time.
  fileprivate mutating func beginningOfHit() throws -> Hit {
    let (frame, confidence) = (try n(), Double(try n()) / 10_000)
    return Hit(
      id: String(format: "hit-%06d", frame), timeS: try d(), frame: frame, confidence: confidence)
  }

  /// Reads how many there are, then each.
  fileprivate mutating func list<Element>(
    of element: (inout ByteReader) throws -> Element
  ) throws -> [Element] {
    let count = try n()
    var found: [Element] = []
    for _ in 0..<count { found.append(try element(&self)) }
    return found
  }
}

/// The file ends too early, or is none.
struct Ended: Error {}

/// Takes numbers off a row of bytes.
struct ByteReader {
  private let bytes: [UInt8]
  private var at = 0

  init(_ data: Data) { bytes = Array(data) }

  /// Passes over a word that must stand here.
  mutating func expect(_ word: String) throws {
    for byte in word.utf8 where try next() != byte { throw Ended() }
  }

  /// An unsigned number in groups of seven bits, the lowest first.
  mutating func n() throws -> Int {
    var (value, shift) = (0, 0)
    while shift < 56 {
      let byte = try next()
      value |= Int(byte & 127) << shift
      if byte < 128 { return value }
      shift += 7
    }
    throw Ended()
  }

  /// A signed number: 0, -1, 1, -2 and so on.
  mutating func z() throws -> Int {
    let value = try n()
    return value % 2 == 0 ? value / 2 : -(value / 2) - 1
  }

  /// Eight bytes, the lowest first, as a double.
  mutating func d() throws -> Double {
    var bits: UInt64 = 0
    for shift in 0..<8 { bits |= UInt64(try next()) << (8 * shift) }
    return Double(bitPattern: bits)
  }

  private mutating func next() throws -> UInt8 {
    guard at < bytes.count else { throw Ended() }
    at += 1
    return bytes[at - 1]
  }
}
