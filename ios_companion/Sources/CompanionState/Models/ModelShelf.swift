/// The detectors on the phone: a folder for each, and which one is in use.

import Foundation
import SweetspotModels

/// The one writer of detectors.
///
/// `root/<id>/` holds `bundle/` (as it was unpacked), `compiled.mlmodelc/` and `installed.json`;
/// `root/in-use.json` names the one in use.
public struct ModelShelf: Sendable {
  private static let draft = ".new-"
  private static let gone = ".gone-"
  private static let card = "installed.json"
  private static let choice = "in-use.json"
  private let root: URL

  /// What `in-use.json` holds.
  private struct Choice: Codable {
    let id: String
  }

  /// Makes the shelf of a folder, which need not be there yet.
  public init(_ root: URL) { self.root = root }

  /// Returns the detectors, the newest first; what cannot be read is left out and left alone.
  public func list() -> [InstalledModel] {
    names().filter { !$0.hasPrefix(".") }.compactMap(read).sorted {
      ($0.importedAt, $0.id) > ($1.importedAt, $1.id)
    }
  }

  /// Returns the id of the detector in use; nil where there is none, or it is gone.
  public func inUse() -> String? {
    guard let data = try? Data(contentsOf: root.appending(path: Self.choice)),
      let choice = try? JSONDecoder().decode(Choice.self, from: data), read(choice.id) != nil
    else { return nil }
    return choice.id
  }

  /// Writes down which detector is in use; nil for none. Throws a `Problem`.
  public func use(_ id: String?) throws {
    let file = root.appending(path: Self.choice)
    do {
      if let id {
        try JSONEncoder().encode(Choice(id: id)).write(to: file, options: .atomic)
      } else if FileManager.default.fileExists(atPath: file.path) {
        try FileManager.default.removeItem(at: file)
      }
    } catch {
      throw Problem.of(error, doing: "The choice was not saved")
    }
  }

  /// Returns where a detector's bundle lies unpacked.
  public func bundle(of id: String) -> URL { root.appending(path: "\(id)/bundle") }

  /// Returns where a detector lies compiled.
  public func compiled(of id: String) -> URL { root.appending(path: "\(id)/compiled.mlmodelc") }

  /// Makes a folder for a detector that is coming; throws a `Problem`.
  func newDraft() throws -> URL {
    let draft = root.appending(path: "\(Self.draft)\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: true)
    } catch {
      throw Problem.of(error, doing: "The detector could not be put into the phone's memory")
    }
    return draft
  }

  /// Puts a whole draft in its place; a detector of the same bundle gives way. Throws a `Problem`.
  func place(_ draft: URL, as model: InstalledModel) throws {
    let files = FileManager.default
    let target = root.appending(path: model.id)
    let away = root.appending(path: "\(Self.gone)\(UUID().uuidString)")
    do {
      try SnakeJson.data(model, readable: true).write(to: draft.appending(path: Self.card))
      let isThere = files.fileExists(atPath: target.path)
      if isThere { try files.moveItem(at: target, to: away) }
      do {
        try files.moveItem(at: draft, to: target)
      } catch {
        if isThere { try? files.moveItem(at: away, to: target) }
        throw error
      }
      try? files.removeItem(at: away)
    } catch {
      throw Problem.of(error, doing: "The detector could not be put into the phone's memory")
    }
  }

  /// Deletes a detector; throws a `Problem`.
  public func delete(_ id: String) throws {
    let away = root.appending(path: "\(Self.gone)\(UUID().uuidString)")
    if inUse() == id { try use(nil) }
    do {
      try FileManager.default.moveItem(at: root.appending(path: id), to: away)
    } catch {
      throw Problem.of(error, doing: "The detector was not deleted")
    }
    try? FileManager.default.removeItem(at: away)
  }

  /// Takes away what a crash in the middle of an import has left behind.
  public func sweep() {
    for name in names() where name.hasPrefix(Self.draft) || name.hasPrefix(Self.gone) {
      try? FileManager.default.removeItem(at: root.appending(path: name))
    }
  }

  private func names() -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
  }

  private func read(_ id: String) -> InstalledModel? {
    guard SessionFile.isSafeName(id),
      let data = try? Data(contentsOf: root.appending(path: "\(id)/\(Self.card)")),
      let model = try? SnakeJson.value(InstalledModel.self, from: data), model.id == id
    else { return nil }
    return model
  }
}
