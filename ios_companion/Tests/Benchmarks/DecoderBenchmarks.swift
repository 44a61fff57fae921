/// From maps to boxes: the decoder beside one that a first version would be.

import CenterNetDecoder
import Foundation
import SweetspotModels

let decoderBenchmarks = [
  Benchmark(name: "decode", about: "one frame's maps to boxes") {
    try [(96, 96), (160, 96), (176, 104)].flatMap { width, height in
      try decodeLines(width: width, height: height)
    }
  }
]

private func decodeLines(width: Int, height: Int) throws -> [String] {
  let maps = SampleMaps(width: width, height: height)
  let decoder = CenterNetDecoder(
    classes: ObjectClass.allCases, thresholds: SampleMaps.thresholds, topK: 100)
  let found = try maps.decoded(decoder)
  precondition(found.count == maps.naive().count, "the two do not find the same")
  let taken = try costs(
    calls: 40,
    of: [
      { try maps.decoded(decoder).count }, { try maps.decodedFromHalf(decoder).count },
      { maps.naive().count },
    ])
  let ratio = taken[2].median / taken[0].median
  return [
    "\(width)x\(height)x4, \(found.count) boxes",
    "    floats          \(taken[0].words)",
    "    half precision  \(taken[1].words)",
    "    naive           \(taken[2].words), \(String(format: "%.0f", ratio)) times as much",
  ]
}

/// Maps as a net gives them of a court: background far below the limits, a few hills.
private struct SampleMaps {
  static let thresholds: [Float] = [0.089, 0.1355, 0.1705, 0.124]
  let width: Int
  let height: Int
  private var heat: [Float]
  private var offsets: [Float]
  private var sizes: [Float]
  private var halves: [[UInt16]] = []

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    var state: UInt64 = 20_260
    func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24)
    }
    heat = (0..<4 * width * height).map { _ in -7 + 3 * next() }
    offsets = (0..<2 * width * height).map { _ in next() }
    sizes = (0..<2 * width * height).map { _ in 1 + 8 * next() }
    for number in 0..<16 {
      let (x, y) = (Int(next() * Float(width)), Int(next() * Float(height)))
      let hill = -1 + 3 * next()
      for dy in -3...3 {
        for dx in -3...3 {
          let (column, row) = (x + dx, y + dy)
          guard (0..<width).contains(column), (0..<height).contains(row) else { continue }
          let index = (number % 4 * height + row) * width + column
          heat[index] = max(heat[index], hill - 0.4 * Float(dx * dx + dy * dy))
        }
      }
    }
    halves = [heat, offsets, sizes].map { $0.map { Float16($0).bitPattern } }
  }

  func decoded(_ decoder: CenterNetDecoder) throws -> [Detection] {
    try decoded(heat, offsets, sizes, .float32, decoder)
  }

  func decodedFromHalf(_ decoder: CenterNetDecoder) throws -> [Detection] {
    try decoded(halves[0], halves[1], halves[2], .float16, decoder)
  }

  private func decoded<Number>(
    _ heat: [Number], _ offsets: [Number], _ sizes: [Number], _ format: MapFormat,
    _ decoder: CenterNetDecoder
  ) throws -> [Detection] {
    try heat.withUnsafeBytes { heat in
      try offsets.withUnsafeBytes { offsets in
        try sizes.withUnsafeBytes { sizes in
          try decoder.decode(
            heat: MapView(heat, format: format, shape: [4, height, width]),
            offsets: MapView(offsets, format: format, shape: [2, height, width]),
            sizes: MapView(sizes, format: format, shape: [2, height, width]))
        }
      }
    }
  }

  /// Sigmoid everywhere, a pooled copy, and all that is equal to it.
  func naive() -> [(Float, Int)] {
    let scores = heat.map { 1 / (1 + exp(-$0)) }
    var pooled = scores
    for channel in 0..<4 {
      for y in 0..<height {
        for x in 0..<width {
          var highest = -Float.infinity
          for row in max(0, y - 1)...min(height - 1, y + 1) {
            for column in max(0, x - 1)...min(width - 1, x + 1) {
              highest = max(highest, scores[(channel * height + row) * width + column])
            }
          }
          pooled[(channel * height + y) * width + x] = highest
        }
      }
    }
    var found: [(Float, Int)] = []
    for index in scores.indices where scores[index] == pooled[index] {
      if scores[index] >= Self.thresholds[index / (width * height)] {
        found.append((scores[index], index))
      }
    }
    return Array(found.sorted { $0.0 > $1.0 }.prefix(100))
  }
}
