/// What went wrong, in words for a coach.

import Foundation
import SweetspotModels

/// Something that was to be expected: what happened, and what to do about it.
///
/// `message` says what happened and that nothing was lost; `hint` what to do next.
public struct Problem: Error, Equatable, Hashable, Sendable {
  /// What happened.
  public let message: String
  /// What to do about it.
  public let hint: String

  /// Makes a problem of its two sentences.
  public init(_ message: String, hint: String = "") {
    self.message = message
    self.hint = hint
  }

  /// Returns any error as a problem; `doing` says what was being done, as "The film was not saved".
  public static func of(_ error: any Error, doing: String) -> Problem {
    if let problem = error as? Problem { return problem }
    if let known = error as? SweetspotError { return Problem(known.message, hint: known.hint) }
    let told = error as? any LocalizedError
    let why = told?.errorDescription ?? error.localizedDescription
    return Problem("\(doing): \(why)", hint: told?.recoverySuggestion ?? "Please try again.")
  }
}

extension Problem: LocalizedError {
  /// The message, for whoever shows errors by the system's own way.
  public var errorDescription: String? { message }
  /// The hint, for whoever shows errors by the system's own way.
  public var recoverySuggestion: String? { hint.isEmpty ? nil : hint }
}
