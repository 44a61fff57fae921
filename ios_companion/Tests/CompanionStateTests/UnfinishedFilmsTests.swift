/// What becomes of a film when the app ends while it is recorded.

import Foundation
import SweetspotModels
import Testing

@testable import CompanionState

struct UnfinishedFilmsTests {
  @Test func aFilmThatNobodyClosedBecomesAPractice() async throws {
    try await inEmptyFolder { @MainActor folder in
      let films = UnfinishedFilms(folder.appending(path: "practices/.filming"))
      let shelf = PracticeShelf(folder.appending(path: "practices"))
      let (whole, empty) = (try films.newPlace(), try films.newPlace())
      #expect(whole != empty)
      for place in [whole, empty] { try Data([1, 2, 3]).write(to: place) }
      let kept = await films.recover(into: shelf) { place in
        guard place.lastPathComponent == whole.lastPathComponent else { return nil }
        return RecordedFilm(
          place: place, size: PixelSize(width: 1280, height: 720), timesS: [0, 0.5, 1])
      }
      let cards = shelf.list()
      #expect(kept.count == 1)
      #expect(cards.map(\.id) == kept)
      #expect(cards.first?.film != nil)
      #expect(cards.first?.session?.video.nFrames == 3)
      #expect(cards.first?.session?.hits.isEmpty == true)
      #expect(!FileManager.default.fileExists(atPath: whole.path))
      #expect(!FileManager.default.fileExists(atPath: empty.path))
    }
  }

  @Test func nothingIsThereMostOfTheTime() async throws {
    try await inEmptyFolder { @MainActor folder in
      let films = UnfinishedFilms(folder.appending(path: "practices/.filming"))
      let kept = await films.recover(into: PracticeShelf(folder)) { _ in nil }
      #expect(kept.isEmpty)
      _ = try films.newPlace()
      #expect(PracticeShelf(folder.appending(path: "practices")).list().isEmpty)
    }
  }
}
