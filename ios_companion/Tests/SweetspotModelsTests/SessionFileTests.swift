import Foundation
import Testing

@testable import SweetspotModels

@Suite struct SessionFileTests {
  @Test func everySessionIsReadOrRefusedAsOnTheLaptop() throws {
    let cases = try SessionCases.read().sessions
    #expect(cases.count > 40)
    for each in cases {
      do {
        let session = try SessionFile.read(each.data)
        #expect(!each.refused, "\(each.text)")
        #expect(session.title == each.title)
        #expect(session.hits.count == each.nHits)
        #expect(session.shownHits.count == each.nShown)
      } catch let error as SweetspotError {
        #expect(each.refused, "\(error.message): \(each.text)")
        #expect(error.asksForUpdate == each.newer, "\(each.text)")
      }
    }
  }

  @Test func whatIsWrittenIsWhatWasRead() throws {
    for each in try SessionCases.read().sessions where !each.refused {
      let session = try SessionFile.read(each.data)
      #expect(try SessionFile.read(SessionFile.data(session)) == session)
    }
  }

  @Test func theFileIsTheLaptopsButForWhatIsNull() throws {
    for each in try SessionCases.read().sessions.prefix(2) {
      let session = try SessionFile.read(each.data)
      #expect(try JsonValue.read(SessionFile.data(session)) == JsonValue.read(each.data))
    }
  }

  @Test func whatCouldNotBeReadBackIsNotWritten() throws {
    var session = try SessionFile.read(
      try #require(SessionCases.read().sessions.last { !$0.refused }).data)
    let whole = session
    session.video.fps = .infinity
    #expect(throws: SweetspotError.self) { try SessionFile.data(session) }
    session = whole
    session.id = "a/b"
    #expect(throws: SweetspotError.self) { try SessionFile.data(session) }
    session = whole
    session.hits += session.hits
    #expect(throws: SweetspotError.self) { try SessionFile.data(session) }
  }

  @Test func hitsComeInTheirOrder() {
    let late = Hit(id: "b", timeS: 2, frame: 60, confidence: 1)
    let early = Hit(id: "a", timeS: 1, frame: 30, confidence: 1, status: .rejected)
    let video = VideoRef(
      path: "a.mov", fingerprint: "0", width: 4, height: 3, nFrames: 90, durationS: 3, fps: 30)
    let session = Session(id: "s", title: "", created: "", video: video, hits: [late, early])
    #expect(session.hits == [early, late])
    #expect(session.shownHits == [late])
  }
}
