/// Films under way, and what is left of them after the app ended in the middle.

import Foundation
import SweetspotModels

/// The folder of films that are being recorded.
///
/// What lies there when the app starts was never closed: it becomes a practice as far as it was
/// written. The hits that were found while it was filmed are lost; the laptop finds them again.
public struct UnfinishedFilms: Sendable {
  private let folder: URL

  /// Makes it of a folder, which need not be there yet, on the disk that keeps the practices.
  public init(_ folder: URL) { self.folder = folder }

  /// Returns a place for a new film; throws a `Problem`.
  public func newPlace() throws -> URL {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw Problem.of(error, doing: "The film could not be begun")
    }
    return folder.appending(path: "\(UUID().uuidString).mov")
  }

  /// Puts what is left of films among the practices, and takes away what nobody can read.
  ///
  /// - Parameters:
  ///   - shelf: The practices.
  ///   - read: Returns a film as far as it was written; nil where nothing of it can be read.
  /// - Returns: The new practices' ids; a film that cannot be kept now is left for the next time.
  public func recover(
    into shelf: PracticeShelf, read: @Sendable (URL) async -> RecordedFilm?
  ) async -> [String] {
    var kept: [String] = []
    for place in left() {
      guard let film = await read(place), !film.timesS.isEmpty else {
        try? FileManager.default.removeItem(at: place)
        continue
      }
      let values = try? place.resourceValues(forKeys: [.creationDateKey])
      let recording = FinishedRecording(film: film, hits: [], hitSize: film.size)
      if let id = try? shelf.keep(recording, at: values?.creationDate ?? Date()) { kept.append(id) }
    }
    return kept
  }

  private func left() -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { folder.appending(path: $0) }
  }
}
