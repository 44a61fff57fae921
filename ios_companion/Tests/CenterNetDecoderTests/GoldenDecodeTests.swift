/// The golden cases that Python wrote: maps to boxes, and boxes through the letterbox.

import SweetspotModels
import Testing
import Vectors

@testable import CenterNetDecoder

struct DecodeCase: Decodable {
  let shape: [Int]
  let hmap: [Float]
  let regs: [Float]
  let wH: [Float]
  let thresholds: [Float]
  let topK: Int
  let stride: Int
  let boxes: [[Double]]
  let scores: [Double]
  let classes: [Int]
}

struct LetterboxCase: Decodable {
  let source: [Int]
  let inputLandscape: [Int]
  let input: [Int]
  let fitted: [Int]
  let margin: [Int]
  let sourceBoxes: [[Double]]
  let inputBoxes: [[Double]]
  let back: [[Double]]
}

private struct Cases<Case: Decodable>: Decodable {
  let cases: [Case]
}

private func cases<Case: Decodable>(_ name: String, of: Case.Type) throws -> [Case] {
  try VectorFile.read(name, as: Cases<Case>.self).cases
}

@Test func decodesAsPythonDoes() throws {
  let cases = try cases("decode.json", of: DecodeCase.self)
  #expect(cases.count >= 6)
  for one in cases {
    let maps = Maps(
      shape: (one.shape[0], one.shape[1], one.shape[2]), heat: one.hmap, offsets: one.regs,
      sizes: one.wH)
    let decoder = CenterNetDecoder(
      classes: ObjectClass.allCases, thresholds: one.thresholds, stride: one.stride,
      topK: one.topK)
    for layout in Layout.allCases {
      let found = try maps.decoded(by: decoder, layout: layout)
      #expect(found.map { $0.classId.rawValue } == one.classes)
      #expect(found.count == one.boxes.count)
      for (detection, (box, score)) in zip(found, zip(one.boxes, one.scores)) {
        #expect(isClose(detection.xyxy, box))
        #expect(abs(detection.score - score) < 2e-5)
      }
    }
  }
}

@Test func fitsPicturesAsPythonDoes() throws {
  let cases = try cases("letterbox.json", of: LetterboxCase.self)
  #expect(cases.count >= 14)
  for one in cases {
    let source = size(one.source)
    let input = orientedInput(size(one.inputLandscape), for: source)
    #expect(input == size(one.input))
    let fit = Letterbox(source: source, input: input)
    #expect(fit.fitted == size(one.fitted))
    #expect([fit.marginLeft, fit.marginTop] == one.margin)
    for ((source, inside), back) in zip(zip(one.sourceBoxes, one.inputBoxes), one.back) {
      #expect(isClose(fit.toInput(box(source)), inside))
      #expect(isClose(fit.toSource(fit.toInput(box(source))), back))
    }
  }
}

func size(_ sides: [Int]) -> PixelSize { PixelSize(width: sides[0], height: sides[1]) }

func box(_ xyxy: [Double]) -> Box {
  Box(x0: xyxy[0], y0: xyxy[1], x1: xyxy[2], y1: xyxy[3])
}

/// Python's files hold five digits after the point, of numbers in single precision.
private func isClose(_ box: Box, _ xyxy: [Double]) -> Bool {
  zip([box.x0, box.y0, box.x1, box.y1], xyxy).allSatisfy { mine, theirs in
    abs(mine - theirs) <= 1e-4 + 1e-6 * abs(theirs)
  }
}
