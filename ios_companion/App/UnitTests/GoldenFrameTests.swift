/// Every head, box, score and hit of every golden frame, on the chip that runs the test.

import CenterNetDecoder
import CoreML
import ParityCheck
import SweetspotModels
import XCTest

@testable import CoreMLDetector

final class GoldenFrameTests: XCTestCase {
  /// Boxes, scores and hits are those that the laptop's net gave, whatever computes.
  func testBoxesScoresAndHits() async throws {
    let subject = try await DetectorUnderTest.prepared()
    defer { subject.remove() }
    for units in [ComputeChoice.all, .cpuOnly] {
      let detector = try subject.detector(units)
      try await detector.warmUp()
      let verdict = try await ParityCheck(subject.folder).run(detector)
      let told = "\(units.rawValue): \(verdict.words); \(verdict.speedWords)"
      add(XCTAttachment(string: told))
      for frame in verdict.frames {
        XCTAssertTrue(frame.passed, "\(units.rawValue), \(frame.file): \(frame.words)")
      }
      for hit in verdict.hits { XCTAssertTrue(hit.passed, "\(units.rawValue): \(hit.words)") }
      XCTAssertTrue(verdict.passed, told)
    }
  }

  /// All three heads have the shape that the manifest promises and hold numbers only; where a box
  /// could be, the fastest units give what the processor alone gives.
  func testEveryHead() async throws {
    let subject = try await DetectorUnderTest.prepared()
    defer { subject.remove() }
    let golden = try XCTUnwrap(subject.folder.golden)
    let manifest = subject.folder.manifest
    let fast = try await subject.files.load(.all)
    let plain = try await subject.files.load(.cpuOnly)
    for stretch in golden.stretches {
      var before = stretch.frames.first
      for frame in stretch.frames {
        let pictures = subject.folder.pictures
        let picture = try GoldenPicture.read(pictures.appending(path: frame.file))
        let past = try GoldenPicture.read(pictures.appending(path: (before ?? frame).file))
        before = frame
        let inputs = NetInputs(
          picture: picture.buffer, before: manifest.memory ? past.buffer : nil)
        let heads = try [plain, fast].map {
          try HeadNumbers(NetMaps(try $0.prediction(from: inputs), names: manifest.outputs))
        }
        for numbers in heads { numbers.check(manifest, golden.inputSize, frame.file) }
        heads[1].compare(with: heads[0], manifest, frame.file)
      }
    }
  }
}

/// The three maps of one picture as plain numbers, channel after channel, row after row.
private struct HeadNumbers {
  let heat: MLShapedArray<Float>
  let offsets: MLShapedArray<Float>
  let sizes: MLShapedArray<Float>

  // Three times what the laptop's check allows at a peak in half precision: nothing lies beyond.
  static let score = Float(0.015)
  static let offsetCells = Float(0.03)
  static let sizeCells = Float(0.15)
  static let sizeShare = Float(0.012)

  init(_ maps: NetMaps) {
    heat = MLShapedArray(converting: maps.heat)
    offsets = MLShapedArray(converting: maps.offsets)
    sizes = MLShapedArray(converting: maps.sizes)
  }

  func check(_ manifest: ModelManifest, _ input: PixelSize, _ file: String) {
    let cells = [input.height / manifest.stride, input.width / manifest.stride]
    let heads = [(heat, manifest.classes.count), (offsets, 2), (sizes, 2)]
    for (name, (head, channels)) in zip(manifest.outputs, heads) {
      XCTAssertEqual(Array(head.shape.suffix(3)), [channels] + cells, "\(name) of \(file)")
      XCTAssertTrue(head.scalars.allSatisfy(\.isFinite), "\(name) of \(file)")
    }
  }

  /// Compares the cells in which `other` shows a box.
  func compare(with other: HeadNumbers, _ manifest: ModelManifest, _ file: String) {
    let mine = (heat.scalars, offsets.scalars, sizes.scalars)
    let theirs = (other.heat.scalars, other.offsets.scalars, other.sizes.scalars)
    let cells = mine.0.count / max(manifest.classes.count, 1)
    for (channel, label) in manifest.classes.enumerated() {
      let limit = Float(manifest.threshold(of: label))
      for cell in 0..<cells {
        let at = channel * cells + cell
        guard Self.sigmoid(theirs.0[at]) >= limit else { continue }
        let place = "\(label) in cell \(cell) of \(file)"
        XCTAssertEqual(
          Self.sigmoid(mine.0[at]), Self.sigmoid(theirs.0[at]), accuracy: Self.score, place)
        for part in [cell, cells + cell] {
          XCTAssertEqual(mine.1[part], theirs.1[part], accuracy: Self.offsetCells, place)
          let slack = Self.sizeCells + Self.sizeShare * abs(theirs.2[part])
          XCTAssertEqual(mine.2[part], theirs.2[part], accuracy: slack, place)
        }
      }
    }
  }

  private static func sigmoid(_ logit: Float) -> Float { 1 / (1 + exp(-logit)) }
}
