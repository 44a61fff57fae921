/// Numbers of pictures.

import Testing

@testable import Capture

@Test func lostPicturesHaveNumbersToo() {
  var count = FrameCount()
  #expect(count.deliver(timeS: 1) == 0)
  #expect(count.deliver(timeS: 2) == 1)
  count.lose()
  count.lose()
  #expect(count.deliver(timeS: 3) == 4)
  count.replace()
  #expect(count.delivered == 3)
  #expect(count.lost == 2)
  #expect(count.replaced == 1)
}

@Test func aPictureThatIsNotLaterIsNone() {
  var count = FrameCount()
  #expect(count.deliver(timeS: 1) == 0)
  #expect(count.deliver(timeS: 1) == nil)
  #expect(count.deliver(timeS: 0.5) == nil)
  #expect(count.deliver(timeS: .nan) == nil)
  #expect(count.deliver(timeS: 1.1) == 1)
  #expect(count.delivered == 2)
}

@Test func everyBreakIsExplained() {
  let breaks: [CaptureBreak] = [
    .takenByAnother, .inBackground, .besideAnotherApp, .tooWarm, .other,
  ]
  #expect(Set(breaks.map(\.words)).count == breaks.count)
}
