import Foundation
import SweetspotModels
import Testing
import Vectors

@testable import CompanionState

/// A film has the same name on both sides.
struct VideoFingerprintTests {
  private struct Cases: Decodable {
    struct Film: Decodable {
      let size: Int
      let sha256: String
      let fingerprint: String
    }

    let fingerprints: [Film]
  }

  @Test func filmsAreNamedAsOnTheLaptop() throws {
    let cases = try VectorFile.read("sessions.json", as: Cases.self).fingerprints
    #expect(cases.count == 4)
    for each in cases {
      let bytes = (0..<each.size).map { (at: Int) -> UInt8 in UInt8(at * (at + 7) % 251) }
      let film = Data(bytes)
      #expect(Sha256.hex(of: film) == each.sha256)
      let place = FileManager.default.temporaryDirectory.appending(path: "film-\(UUID()).mov")
      defer { try? FileManager.default.removeItem(at: place) }
      try film.write(to: place)
      #expect(try VideoFingerprint.of(place) == each.fingerprint)
    }
  }
}
