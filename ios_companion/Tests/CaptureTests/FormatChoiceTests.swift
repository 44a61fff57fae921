/// Which format a wish gets.

import Testing

@testable import Capture

/// About what an iPhone's main camera offers.
private let phone = [
  CameraFormat(width: 640, height: 480, fastest: 60),
  CameraFormat(width: 1280, height: 720, fastest: 30),
  CameraFormat(width: 1280, height: 720, fastest: 60),
  CameraFormat(width: 1280, height: 720, fastest: 240, isBinned: true),
  CameraFormat(width: 1920, height: 1080, fastest: 30),
  CameraFormat(width: 1920, height: 1080, fastest: 60, isFullRange: false),
  CameraFormat(width: 1920, height: 1080, fastest: 60),
  CameraFormat(width: 1920, height: 1080, fastest: 240, isBinned: true),
  CameraFormat(width: 1920, height: 1440, fastest: 60),
  CameraFormat(width: 3840, height: 2160, fastest: 120),
]

private func chosen(_ width: Int, _ height: Int, _ rate: Double) -> FormatChoice? {
  FormatChoice.best(
    for: CaptureWish(width: width, height: height, framesPerSecond: rate), of: phone)
}

@Test func aWishThatCanBeMetIsMet() {
  #expect(chosen(1920, 1080, 60) == FormatChoice(index: 6, framesPerSecond: 60))
  #expect(chosen(1080, 1920, 60) == FormatChoice(index: 6, framesPerSecond: 60))
  #expect(chosen(1280, 720, 60) == FormatChoice(index: 2, framesPerSecond: 60))
  #expect(chosen(1280, 720, 30) == FormatChoice(index: 1, framesPerSecond: 30))
  #expect(chosen(1920, 1080, 240) == FormatChoice(index: 7, framesPerSecond: 240))
  #expect(chosen(1280, 720, 120) == FormatChoice(index: 3, framesPerSecond: 120))
  #expect(chosen(960, 540, 60) == FormatChoice(index: 2, framesPerSecond: 60))
}

@Test func speedCountsMoreThanSize() {
  #expect(chosen(3840, 2160, 240) == FormatChoice(index: 7, framesPerSecond: 240))
  #expect(chosen(1920, 1080, 1000)?.framesPerSecond == 240)
}

@Test func whatIsOfferedIsTakenWhereNothingFits() {
  let slow = [CameraFormat(width: 640, height: 480, fastest: 29.97, slowest: 15)]
  let wish = CaptureWish(width: 1920, height: 1080, framesPerSecond: 60)
  #expect(FormatChoice.best(for: wish, of: slow)?.framesPerSecond == 29.97)
  let crawl = CaptureWish(width: 640, height: 480, framesPerSecond: 1)
  #expect(FormatChoice.best(for: crawl, of: slow)?.framesPerSecond == 15)
  #expect(FormatChoice.best(for: wish, of: []) == nil)
  #expect(
    FormatChoice.best(for: wish, of: [CameraFormat(width: 0, height: 0, fastest: 0)]) == nil)
}

@Test func aRateThatIsNearlyThereIsThere() {
  let odd = [
    CameraFormat(width: 1280, height: 720, fastest: 59.94),
    CameraFormat(width: 1920, height: 1080, fastest: 60),
  ]
  let wish = CaptureWish(width: 1280, height: 720, framesPerSecond: 60)
  #expect(FormatChoice.best(for: wish, of: odd)?.index == 0)
}

@Test func theOrderOfTheOffersDecidesNothing() {
  var generator = SystemRandomNumberGenerator()
  let rates: [Double] = [24, 30, 60, 120, 240]
  for _ in 0..<200 {
    let wish = CaptureWish(
      width: Int.random(in: 1..<4000, using: &generator),
      height: Int.random(in: 1..<3000, using: &generator),
      framesPerSecond: rates.randomElement(using: &generator) ?? 60)
    let shuffled = phone.shuffled(using: &generator)
    let one = FormatChoice.best(for: wish, of: phone).map { phone[$0.index] }
    let other = FormatChoice.best(for: wish, of: shuffled).map { shuffled[$0.index] }
    #expect(one == other)
    // As fast as is wanted, wherever any format is.
    #expect((one?.fastest ?? 0) >= min(wish.framesPerSecond, 240))
  }
}
