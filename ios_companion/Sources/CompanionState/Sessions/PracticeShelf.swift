/// The practices on the phone: for each a folder with the film and the session file beside it.

import Foundation
import HitEngine
import SweetspotModels

/// A practice as the list shows it.
public struct PracticeCard: Equatable, Hashable, Sendable, Identifiable {
  /// Its folder's name.
  public let id: String
  /// Its session; nil where the session file is damaged, with the reason in `damage`.
  public let session: Session?
  /// Why it cannot be opened; nil where it can.
  public let damage: Problem?
  /// The film; nil where it is gone.
  public let film: URL?
  /// The session file.
  public let file: URL

  /// All that goes to the laptop: the film, its session and its boxes, where they are there.
  public var files: [URL] {
    let boxes = file.deletingLastPathComponent().appending(
      path: BoxesFile.name(forFilm: film?.lastPathComponent ?? ""))
    let there = FileManager.default.fileExists(atPath: boxes.path) ? boxes : nil
    return [film, session == nil ? nil : file, there].compactMap(\.self)
  }

  /// What stands in the list.
  public var title: String { session?.title ?? id }
}

/// The one writer of practices.
public struct PracticeShelf: Sendable {
  private static let draft = ".new-"
  private static let gone = ".gone-"
  private let root: URL

  /// Makes the shelf of a folder, which need not be there yet.
  public init(_ root: URL) { self.root = root }

  /// Returns every practice, the newest first; damaged ones are shown as damaged.
  public func list() -> [PracticeCard] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    let cards = names.filter { !$0.hasPrefix(".") }.map(card)
    return cards.sorted {
      ($0.session?.created ?? "", $0.id) > ($1.session?.created ?? "", $1.id)
    }
  }

  /// Takes away what a crash has left behind.
  public func sweep() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    for name in names where name.hasPrefix(Self.draft) || name.hasPrefix(Self.gone) {
      try? FileManager.default.removeItem(at: root.appending(path: name))
    }
  }

  /// Puts a film and its hits among the practices and returns the practice's id.
  ///
  /// The film is moved. Throws a `Problem`; the film is then where it was.
  public func keep(_ recording: FinishedRecording, at date: Date, zone: TimeZone = .current) throws
    -> String
  {
    let files = FileManager.default
    do {
      let id = freeId(date, zone)
      let draft = root.appending(path: "\(Self.draft)\(UUID().uuidString)")
      try files.createDirectory(at: draft, withIntermediateDirectories: true)
      defer { try? files.removeItem(at: draft) }
      let ending = recording.film.place.pathExtension
      let name = "\(id).\(ending.isEmpty ? "mov" : ending)"
      var session = recording.session(
        id: id, title: Self.title(date, zone), created: Self.stamp(date, zone), file: name,
        fingerprint: try VideoFingerprint.of(recording.film.place))
      session.analysis = Self.writeBoxes(of: recording, for: session, into: draft)
      try SessionFile.data(session).write(to: draft.appending(path: Self.fileName(id)))
      let film = draft.appending(path: name)
      try files.moveItem(at: recording.film.place, to: film)
      do {
        try files.moveItem(at: draft, to: root.appending(path: id))
      } catch {
        try? files.moveItem(at: film, to: recording.film.place)
        throw error
      }
      return id
    } catch {
      throw Problem.of(error, doing: "The practice was not saved")
    }
  }

  /// Writes a session again, as after its title was changed; throws a `Problem`.
  public func save(_ session: Session) throws {
    let file = root.appending(path: session.id).appending(path: Self.fileName(session.id))
    do {
      try SessionFile.data(session).write(to: file, options: .atomic)
    } catch {
      throw Problem.of(error, doing: "The practice was not saved")
    }
  }

  /// Deletes a practice with its film; throws a `Problem`.
  public func delete(_ id: String) throws {
    let files = FileManager.default
    let away = root.appending(path: "\(Self.gone)\(UUID().uuidString)")
    do {
      try files.moveItem(at: root.appending(path: id), to: away)
    } catch {
      throw Problem.of(error, doing: "The practice was not deleted")
    }
    try? files.removeItem(at: away)
  }

  /// Writes what was seen beside the film and returns what the laptop is told of it.
  ///
  /// Nil where nothing was, or the boxes cannot be written: the laptop then looks at the film itself.
  private static func writeBoxes(
    of recording: FinishedRecording, for session: Session, into folder: URL
  ) -> AnalysisState? {
    guard let (seen, tracks) = recording.boxesOfFilm() else { return nil }
    let file = folder.appending(path: BoxesFile.name(forFilm: session.video.path))
    guard (try? BoxesFile.write(seen, tracks, to: file)) != nil else { return nil }
    return AnalysisState(
      modelHash: "", modelName: "iPhone", settings: session.settings,
      framesDone: session.video.nFrames, complete: true, engine: HitEngine.version)
  }

  private func card(_ id: String) -> PracticeCard {
    let folder = root.appending(path: id)
    let file = folder.appending(path: Self.fileName(id))
    do {
      let session = try SessionFile.read(try Data(contentsOf: file))
      let film = folder.appending(path: session.video.path)
      let isInside = SessionFile.isSafeName(session.video.path)
      let there = isInside && FileManager.default.fileExists(atPath: film.path)
      return PracticeCard(
        id: id, session: session, damage: nil, film: there ? film : nil, file: file)
    } catch {
      let films = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      let film = films.first { name in
        !name.hasPrefix(".") && ![".json", ".npz"].contains { name.hasSuffix($0) }
      }
      return PracticeCard(
        id: id, session: nil, damage: Problem.of(error, doing: "This practice cannot be opened"),
        film: film.map { folder.appending(path: $0) }, file: file)
    }
  }

  private func freeId(_ date: Date, _ zone: TimeZone) -> String {
    let stem = Self.format(date, "yyyy-MM-dd-HHmmss", zone)
    var (id, count) = (stem, 2)
    while FileManager.default.fileExists(atPath: root.appending(path: id).path) {
      id = "\(stem)-\(count)"
      count += 1
    }
    return id
  }

  private static func fileName(_ id: String) -> String { "\(id).\(SessionFile.name)" }

  private static func title(_ date: Date, _ zone: TimeZone) -> String {
    "Practice of \(format(date, "d MMMM, HH:mm", zone))"
  }

  private static func stamp(_ date: Date, _ zone: TimeZone) -> String {
    format(date, "yyyy-MM-dd'T'HH:mm:ssxxx", zone)
  }

  private static func format(_ date: Date, _ pattern: String, _ zone: TimeZone) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = zone
    formatter.dateFormat = pattern
    return formatter.string(from: date)
  }
}
