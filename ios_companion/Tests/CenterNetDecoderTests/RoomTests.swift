import Testing

@testable import CenterNetDecoder

@Test func theRoomIsReady() {
  #expect(Bool(true))
}
