/// What must hold of any maps: what is put in comes out, in the order that is promised.

import SweetspotModels
import Testing
import Vectors

@testable import CenterNetDecoder

private func empty(_ height: Int = 12, _ width: Int = 40) -> Maps {
  Maps(
    shape: (4, height, width), heat: .init(repeating: -8, count: 4 * height * width),
    offsets: .init(repeating: 0, count: 2 * height * width),
    sizes: .init(repeating: 1, count: 2 * height * width))
}

private func decoder(topK: Int = 100) -> CenterNetDecoder {
  CenterNetDecoder(
    classes: ObjectClass.allCases, thresholds: [0.3, 0.3, 0.3, 0.3], stride: 4, topK: topK)
}

@Test func emptyMapsGiveNoBox() throws {
  #expect(try empty().decoded(by: decoder()).isEmpty)
}

@Test func whatIsEncodedIsDecoded() throws {
  var generator = SplitMix64(seed: 11)
  for _ in 0..<300 {
    var maps = empty()
    let cells = 12 * 40
    let kind = Int.random(in: 0..<4, using: &generator)
    let (row, column) = (
      Int.random(in: 0..<12, using: &generator), Int.random(in: 0..<40, using: &generator)
    )
    let x = Float(Int.random(in: 0..<64, using: &generator)) / 64
    let y = Float(Int.random(in: 0..<64, using: &generator)) / 64
    let width = Float(Int.random(in: 1..<600, using: &generator)) / 64
    let height = Float(Int.random(in: 1..<600, using: &generator)) / 64
    let cell = row * 40 + column
    maps.heat[kind * cells + cell] = 2
    (maps.offsets[cell], maps.offsets[cells + cell]) = (x, y)
    (maps.sizes[cell], maps.sizes[cells + cell]) = (width, height)
    let found = try maps.decoded(by: decoder())
    try #require(found.count == 1)
    let box = Box(
      around: Point(x: 4 * Double(Float(column) + x), y: 4 * Double(Float(row) + y)),
      width: 4 * Double(width), height: 4 * Double(height))
    #expect(found[0].xyxy == box)
    #expect(found[0].classId.rawValue == kind)
    #expect(abs(found[0].score - 0.880797) < 1e-6)
  }
}

@Test func equalNeighboursAreAllPeaksInReadingOrder() throws {
  var maps = empty()
  for cell in [3 * 40 + 5, 3 * 40 + 6, 4 * 40 + 5, 40 - 1] { maps.heat[cell] = 1 }
  maps.heat[12 * 40 + 7] = 1
  let found = try maps.decoded(by: decoder())
  #expect(found.map(\.classId) == [.player, .player, .player, .player, .racket])
  #expect(found.map(\.xyxy.centre.x) == [156, 20, 24, 20, 28])
  #expect(found.map(\.xyxy.centre.y) == [0, 12, 12, 16, 0])
}

@Test func atTheBorderNothingLiesBesides() throws {
  for cell in [0, 39, 11 * 40, 12 * 40 - 1] {
    var maps = empty()
    maps.heat[3 * 12 * 40 + cell] = -0.5
    #expect(try maps.decoded(by: decoder()).map(\.classId) == [.racketHead])
  }
}

@Test func onlyTheBestAreGiven() throws {
  var maps = empty()
  for column in stride(from: 0, to: 40, by: 2) { maps.heat[5 * 40 + column] = Float(column) / 20 }
  let all = try maps.decoded(by: decoder())
  #expect(all.map(\.score) == all.map(\.score).sorted(by: >))
  #expect(all.count == 20)
  for count in 0..<20 {
    #expect(try maps.decoded(by: decoder(topK: count)) == Array(all.prefix(count)))
  }
  #expect(try maps.decoded(by: decoder(topK: -1)).isEmpty)
  #expect(try maps.decoded(by: decoder(topK: .max)) == all)
}

@Test func besideWhatIsNoNumberThereIsNoPeak() throws {
  var maps = empty()
  maps.heat[5 * 40 + 5] = 1
  maps.heat[6 * 40 + 6] = .nan
  maps.heat[5 * 40 + 30] = .infinity
  let found = try maps.decoded(by: decoder())
  #expect(found.map(\.xyxy.centre.x) == [120])
  #expect(found.map(\.score) == [1])
}

@Test func aBoxThatIsNoNumberIsLeftOut() throws {
  for broken in [Float.nan, .infinity, -.infinity] {
    var maps = empty()
    let cell = 5 * 40 + 5
    maps.heat[cell] = 1
    maps.offsets[12 * 40 + cell] = broken
    #expect(try maps.decoded(by: decoder()).isEmpty)
    maps.offsets[12 * 40 + cell] = 0
    maps.sizes[cell] = broken
    // A size below nothing is nothing, as in Python.
    #expect(try maps.decoded(by: decoder()).count == (broken == -.infinity ? 1 : 0))
  }
}

@Test func ofManyPeaksTheBestAreKeptInOrder() {
  var generator = SplitMix64(seed: 3)
  for capacity in [0, 1, 2, 7, 100] {
    for count in [0, 1, 5, 99, 1000] {
      let logits = (0..<count).map { _ in Float(Int.random(in: 0..<20, using: &generator)) }
      var best = BestPeaks(capacity)
      for (number, logit) in logits.enumerated() {
        best.offer(logit, channel: 0, row: 0, column: number)
      }
      let expected = logits.enumerated().sorted {
        $0.element > $1.element || ($0.element == $1.element && $0.offset < $1.offset)
      }
      #expect(best.sorted().map(\.column) == expected.prefix(capacity).map(\.offset))
    }
  }
}
