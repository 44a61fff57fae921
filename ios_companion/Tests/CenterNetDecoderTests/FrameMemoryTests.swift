/// The frame before, and a decoder from a manifest.

import Foundation
import SweetspotModels
import Testing

@testable import CenterNetDecoder

private let court = PixelSize(width: 1280, height: 720)

@Test func theFirstFrameIsItsOwnPast() {
  var memory = FrameMemory<String>()
  #expect(memory.previous(for: "a", number: 7, size: court) == "a")
  #expect(memory.previous(for: "b", number: 8, size: court) == "a")
}

@Test(arguments: [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (0, "b"), (-1, "b"), (100, "b")])
func aPastTooFarAwayIsNone(gap: Int, expected: String) {
  var memory = FrameMemory<String>()
  _ = memory.previous(for: "a", number: 50, size: court)
  #expect(memory.previous(for: "b", number: 50 + gap, size: court) == expected)
}

@Test func anotherSizeIsAnotherFilm() {
  var memory = FrameMemory<String>()
  _ = memory.previous(for: "a", number: 1, size: court)
  let upright = PixelSize(width: 720, height: 1280)
  #expect(memory.previous(for: "b", number: 2, size: upright) == "b")
  memory.forget()
  #expect(memory.previous(for: "c", number: 3, size: upright) == "c")
}

private func manifest(_ classes: [String], _ thresholds: [String: Double]) throws -> ModelManifest {
  let told: [String: Any] = [
    "name": "A detector", "classes": classes, "thresholds": thresholds, "input_width": 704,
    "input_height": 416, "top_k": 50, "schema": 3,
  ]
  return try ModelManifest.read(JSONSerialization.data(withJSONObject: told))
}

@Test func aDecoderHasTheManifestsLimits() throws {
  let described = try manifest(
    ["ball", "player", "racket"], ["player": 0.178, "ball": 0, "racket": 5])
  let decoder = try CenterNetDecoder(manifest: described)
  #expect(decoder.classes == [.ball, .player, .racket])
  let limits: [Float] = [1e-3, 0.178 * 0.5, 1 - 1e-3]
  #expect(decoder.thresholds == limits)
  #expect(decoder.topK == 50)
  #expect(decoder.stride == 4)
  let usual = try CenterNetDecoder(manifest: manifest(["ball"], [:]), weakShare: 1)
  #expect(usual.thresholds == [0.3])
}

@Test func aDetectorOfOtherThingsIsRefused() throws {
  for classes in [[], ["ball", "dog"]] {
    let described = try manifest(classes, [:])
    #expect {
      try CenterNetDecoder(manifest: described)
    } throws: { error in
      (error as? SweetspotError)?.message.contains(classes.isEmpty ? "no class" : "dog") == true
    }
  }
}
