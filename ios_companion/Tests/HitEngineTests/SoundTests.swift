/// The phone hears what the laptop hears.

import Foundation
import Testing
import Vectors

@testable import HitEngine

private struct OnsetVector: Decodable {
  struct Lists: Decodable {
    let timeS: [Double]
    let strength: [Double]
  }

  let rateHz: Double
  let seconds: Int
  let impacts: [[Double]]
  let hopS: Double
  let startS: Double
  let strength: [Double]
  let onsets: Lists
  let blocks: [[Double]]
  let liveEarly: Lists
  let liveFinal: Lists

  var sound: [Float] { madeSound(seconds: seconds, rateHz: Int(rateHz), impacts: impacts) }
}

private func expectSame(_ found: [LiveOnset], _ expected: OnsetVector.Lists) {
  #expect(found.count == expected.timeS.count)
  for (one, (timeS, strength)) in zip(found, zip(expected.timeS, expected.strength)) {
    #expect(abs(one.timeS - timeS) < 1e-4 && abs(one.strength - strength) < 1e-4)
  }
}

@Test func soundSetsInAsOnTheLaptop() throws {
  let vector = try VectorFile.read("onsets.json", as: OnsetVector.self)
  #expect(vector.rateHz == OnsetClock.rateHz && vector.hopS - OnsetClock.hopS < 1e-5)
  var detector = OnsetStrength(BlockFloor())
  let found = detector.push(vector.sound) + detector.push([], last: true)
  #expect(found.count == vector.strength.count)
  for (one, other) in zip(found, vector.strength) { #expect(abs(Double(one) - other) < 2e-5) }
}

@Test func peaksAreTheLaptopsHoweverTheSoundComes() throws {
  let vector = try VectorFile.read("onsets.json", as: OnsetVector.self)
  let sound = vector.sound
  for size in [sound.count, 100_000, 22_050] {
    var peaks = FinalPeaks()
    var found: [SoundPeak] = []
    for start in stride(from: 0, to: sound.count, by: size) {
      found += peaks.push(Array(sound[start..<min(start + size, sound.count)]))
    }
    found += peaks.push([], last: true)
    expectSame(
      found.map { LiveOnset(timeS: vector.startS + $0.atS, strength: Double($0.strength)) },
      vector.onsets)
  }
}

@Test func liveSoundIsHeardAsOnTheLaptop() throws {
  let vector = try VectorFile.read("onsets.json", as: OnsetVector.self)
  let sound = vector.sound
  var live = LiveOnsets()
  var heard = HeardOnsets()
  for block in vector.blocks {
    let (from, to) = (Int(block[0]), Int(block[1]))
    let more = live.push(Array(sound[from..<to]), rateHz: vector.rateHz, takenS: block[2])
    heard.early += more.early
    heard.final += more.final
  }
  heard.final += live.finish().final
  expectSame(heard.early, vector.liveEarly)
  expectSame(heard.final, vector.liveFinal)
  #expect(!heard.early.isEmpty && !heard.final.isEmpty)
}

@Test(arguments: [8_000.0, 44_100, 48_000])
func impactsAreHeardAtAnyRate(rate: Double) throws {
  // Three short clicks in a hiss.
  let moments = [2.0, 3.3, 4.1]
  var random = SplitMix64(seed: 5)
  var sound = (0..<Int(7 * rate)).map { _ in Float.random(in: -0.004...0.004, using: &random) }
  for moment in moments {
    for i in 0..<Int(0.002 * rate) { sound[Int(moment * rate) + i] += i % 4 < 2 ? 0.5 : -0.5 }
  }
  var live = LiveOnsets()
  var final: [LiveOnset] = []
  for start in stride(from: 0, to: sound.count, by: 1_024) {
    let block = Array(sound[start..<min(start + 1_024, sound.count)])
    final += live.push(block, rateHz: rate, takenS: 50 + Double(start) / rate).final
  }
  final += live.finish().final
  let loud = final.filter { $0.strength > 0.6 }
  try #require(loud.count == moments.count)
  for (onset, moment) in zip(loud, moments) { #expect(abs(onset.timeS - 50 - moment) < 0.01) }
}

@Test func aToneKeepsItsHeightAndPitchAtAnotherRate() {
  var resampler = SoundResampler(rateHz: 48_000)
  let tone = (0..<24_000).map { Float(sin(2 * .pi * 3_000 * Double($0) / 48_000)) }
  let found = resampler.push(Array(tone[..<777])) + resampler.push(Array(tone[777...]))
  #expect(abs(found.count - 11_025) < 20)
  for i in stride(from: 100, to: 10_900, by: 7) {
    let expected = sin(2 * .pi * 3_000 * Double(i) / OnsetClock.rateHz)
    #expect(abs(Double(found[i]) - expected) < 0.01)
  }
}

@Test func soundThatIsNoneIsNotHeard() {
  var live = LiveOnsets()
  for (rate, takenS) in [(0.0, 1.0), (-5, 1), (.nan, 1), (48_000, .infinity)] {
    let heard = live.push([0.1, 0.2], rateHz: rate, takenS: takenS)
    #expect(heard.early.isEmpty && heard.final.isEmpty)
  }
  let odd = [Float](repeating: .nan, count: 60_000)
  _ = live.push(odd, rateHz: 22_050, takenS: 1)
  _ = live.push([], rateHz: 22_050, takenS: -100)
  #expect(live.finish().final.isEmpty)
}
