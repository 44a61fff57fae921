import Testing

@testable import SweetspotModels

@Test func theRoomIsReady() {
  #expect(Bool(true))
}
