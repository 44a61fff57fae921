/// Whole maps that a generator makes here and in Python alike; only the boxes come from a file.

import SweetspotModels
import Testing
import Vectors

@testable import CenterNetDecoder

private struct RandomCase: Decodable {
  let seed: UInt64
  let shape: [Int]
  let hot: UInt64
  let broken: UInt64
  let topK: Int
  let stride: Int
  let thresholds: [Float]
  let boxes: [[Double]]
  let scores: [Double]
  let classes: [Int]

  var decoder: CenterNetDecoder {
    CenterNetDecoder(
      classes: Array(ObjectClass.allCases.prefix(shape[0])), thresholds: thresholds,
      stride: stride, topK: topK)
  }

  /// The maps, as `tests/support/map_vectors.py` makes them.
  var maps: Maps {
    var generator = SplitMix64(seed: seed)
    let cells = shape[1] * shape[2]
    func isBroken(_ word: UInt64) -> Bool { (word >> 8) & 255 < broken }
    let heat = (0..<shape[0] * cells).map { _ -> Float in
      let word = generator.next()
      let hill: Float = word & 255 < hot ? 8 : 0
      return isBroken(word) ? .nan : -11 + Float(word >> 58) / 8 + hill
    }
    let offsets = (0..<2 * cells).map { _ in Float(generator.next() >> 56) / 256 }
    let sizes = (0..<2 * cells).map { _ -> Float in
      let word = generator.next()
      return isBroken(word) ? .nan : (Float(word >> 56) - 16) / 8
    }
    return Maps(
      shape: (shape[0], shape[1], shape[2]), heat: heat, offsets: offsets, sizes: sizes)
  }
}

private struct RandomCases: Decodable {
  let cases: [RandomCase]
}

private func cases() throws -> [RandomCase] {
  try VectorFile.read("decode_random.json", as: RandomCases.self).cases
}

@Test func theGeneratorIsPythons() {
  var generator = SplitMix64(seed: 1_234_567)
  #expect(generator.next() == 6_457_827_717_110_365_317)
  #expect(generator.next() == 3_203_168_211_198_807_973)
  #expect(generator.next() == 9_817_491_932_198_370_423)
}

@Test func wholeMapsGivePythonsBoxes() throws {
  let cases = try cases()
  #expect(cases.count >= 12)
  for one in cases {
    let found = try one.maps.decoded(by: one.decoder)
    #expect(found.map { $0.classId.rawValue } == one.classes, "seed \(one.seed)")
    for (detection, (xyxy, score)) in zip(found, zip(one.boxes, one.scores)) {
      #expect(zip(detection.xyxy.edges, xyxy).allSatisfy { abs($0 - $1) < 1e-4 })
      #expect(abs(detection.score - score) < 2e-5)
    }
  }
}

@Test func memorysLayoutAndPrecisionChangeNothing() throws {
  for one in try cases() {
    let (maps, decoder) = (one.maps, one.decoder)
    let found = try maps.decoded(by: decoder)
    for layout in Layout.allCases {
      #expect(try maps.decoded(by: decoder, layout: layout) == found)
      #expect(try maps.decoded(by: decoder, layout: layout, kernels: PlatformKernels.self) == found)
      // Their numbers are such that half precision holds them exactly.
      #expect(try maps.decodedInHalf(by: decoder, layout: layout) == found)
    }
  }
}
