/// The session file: `session.json`, its schema, and how a session comes back from it.

import Foundation

/// Sessions as files that the laptop reads, and the other way round.
public enum SessionFile {
  /// The file's name in a session's folder.
  public static let name = "session.json"
  /// The newest form that this app reads, and the one it writes.
  public static let schema = 2

  private static let longestId = 120

  /// A session with the form it is written in.
  private struct Written: Encodable {
    let session: Session

    private enum CodingKeys: String, CodingKey {
      case schema
    }

    func encode(to encoder: any Encoder) throws {
      try session.encode(to: encoder)
      var part = encoder.container(keyedBy: CodingKeys.self)
      try part.encode(SessionFile.schema, forKey: .schema)
    }
  }

  /// Returns the session as UTF-8 JSON; throws `SweetspotError` for one that could not be read
  /// back: a number that is not finite, an id that names no file.
  public static func data(_ session: Session) throws -> Data {
    do {
      try check(session)
      return try SnakeJson.data(Written(session: session), readable: true)
    } catch is EncodingError {
      throw SweetspotError(
        .damaged, "The practice “\(session.title)” holds a number that cannot be saved.",
        hint: "What was saved before is untouched.")
    }
  }

  /// Returns the session in `data`; throws `SweetspotError` for a newer schema and for anything
  /// that is not a whole session.
  public static func read(_ data: Data) throws -> Session {
    let session = try SnakeJson.file(
      Session.self, from: data, newest: schema, what: "The practice",
      hint: "The video itself is untouched.")
    try check(session)
    return session
  }

  /// Returns whether an id may name a file or a folder of its own, on every system.
  public static func isSafeName(_ name: String) -> Bool {
    BundleName.isPart(name[...].utf8, longest: longestId)
  }

  /// Refuses what no program wrote: ids that are no file names, twins, scores out of range.
  private static func check(_ session: Session) throws {
    let ids = session.hits.map(\.id)
    if Set(ids).count < ids.count { throw damaged("two hits have the same id") }
    if let odd = ([session.id] + ids).first(where: { !isSafeName($0) }) {
      throw damaged("“\(odd.prefix(40))” is not an id")
    }
    if session.hits.contains(where: { $0.scoreOverride.map { !(1...5).contains($0) } ?? false }) {
      throw damaged("a score is not 1 to 5")
    }
  }

  private static func damaged(_ why: String) -> SweetspotError {
    SweetspotError(
      .damaged, "The practice is damaged (\(why)).", hint: "The video itself is untouched.")
  }
}
