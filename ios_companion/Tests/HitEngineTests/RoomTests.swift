import Testing

@testable import HitEngine

@Test func theRoomIsReady() {
  #expect(Bool(true))
}
