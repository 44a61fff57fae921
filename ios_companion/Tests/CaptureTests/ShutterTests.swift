/// How long the camera may expose.

import Testing

@testable import Capture

private let dark = LightReading(stopsOff: -1.5, gainShare: 1)
private let bright = LightReading(stopsOff: 0, gainShare: 0.1)
private let fair = LightReading(stopsOff: -0.5, gainShare: 0.6)

@Test func itBeginsSharp() {
  #expect(Shutter(framesPerSecond: 60, allowedS: 0.00001...1).limitS == 0.001)
  #expect(Shutter(framesPerSecond: 240, allowedS: 0.002...0.5).limitS == 0.002)
  #expect(Shutter(framesPerSecond: 2000, allowedS: 0.0001...0.5).limitS == 0.0005)
  #expect(Shutter(framesPerSecond: 0, allowedS: 0.0001...0.5).limitS == 0.001)
}

@Test func inTheDarkItLastsLongerUpToAPicturesTurn() {
  var shutter = Shutter(framesPerSecond: 60, allowedS: 0.00001...1)
  var limits: [Double] = []
  for _ in 0..<60 { if let limit = shutter.take(dark) { limits.append(limit) } }
  #expect(limits == [0.002, 0.004, 0.008, 0.016, 1.0 / 60])
  limits = []
  for _ in 0..<60 { if let limit = shutter.take(bright) { limits.append(limit) } }
  #expect(limits.last == 0.001)
  #expect(limits == limits.sorted(by: >))
}

@Test func oneCloudChangesNothing() {
  var shutter = Shutter(framesPerSecond: 60, allowedS: 0.00001...1)
  for _ in 0..<50 {
    #expect(shutter.take(dark) == nil)
    #expect(shutter.take(dark) == nil)
    #expect(shutter.take(fair) == nil)
  }
  #expect(shutter.limitS == 0.001)
}

@Test func darkAndBrightDoNotAddUp() {
  var shutter = Shutter(framesPerSecond: 60, allowedS: 0.00001...1)
  for _ in 0..<3 { _ = shutter.take(dark) }
  #expect(shutter.limitS == 0.002)
  for light in [dark, bright, dark, bright, dark, bright] { #expect(shutter.take(light) == nil) }
}
