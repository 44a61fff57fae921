import Testing

@testable import CompanionState

@Test func theRoomIsReady() {
  #expect(Bool(true))
}
