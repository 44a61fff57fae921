/// Trouble that is expected: what happened, that nothing was lost, what to do.

/// An error to be shown to a coach as it stands.
public struct SweetspotError: Error, Equatable, Sendable {
  /// What can be expected to go wrong.
  public enum Kind: String, Sendable {
    /// A file or a message is not what it should be.
    case damaged
    /// It was made by a newer Sweetspot than this one.
    case newer
    /// It is larger than anything that Sweetspot makes.
    case tooLarge
    /// A file cannot be read, or the phone's memory is full.
    case disk
    /// It is not there.
    case missing
    /// The laptop does not answer as it should.
    case transfer
    /// The phone's camera, microphone or chip does not do it.
    case device
  }

  /// What has gone wrong, for the program.
  public let kind: Kind
  /// What has happened, in plain words.
  public let message: String
  /// What to do about it; empty where nothing can be done.
  public let hint: String

  /// Makes an error of its kind, what happened, and what to do.
  public init(_ kind: Kind, _ message: String, hint: String = "") {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  /// Whether the app must be updated to read what was made by a newer Sweetspot.
  public var asksForUpdate: Bool { kind == .newer }
}
