/// What each answer of the laptop means, in words, and what the app does then.

import Foundation

/// What to do after an answer to the download.
public enum FetchStep: Equatable, Sendable {
  /// The body is the whole file from its beginning.
  case takeWhole
  /// The body goes on where the file stood.
  case takeRest
  /// The file is all there: check it.
  case check
  /// Try again after so many seconds.
  case wait(seconds: Double, why: Problem)
  /// Give up.
  case stop(Problem)
}

/// What became of the report.
public enum ReportFate: Equatable, Sendable {
  /// The laptop has it.
  case taken
  /// It could not be sent or was not wanted; the phone's own verdict stands.
  case notTaken(Problem)
}

/// The words and steps of `TRANSFER.md`'s two tables.
public enum TransferAnswer {
  /// Nobody answers: the laptop's three usual reasons, and the phone's own.
  public static let noConnection = Problem(
    "The laptop does not answer. Nothing was changed on this phone.",
    hint: "See that the laptop still shows the code, that both are on the same Wi-Fi, and that no "
      + "firewall is in the way. If this phone asked about the local network, allow it in "
      + "Settings, Privacy & Security, Local Network.")

  /// Returns what an answer to the download means; `have` bytes of the file are here already.
  public static func toFetch(_ status: Int, contentRange: String?, have: Int) -> FetchStep {
    switch status {
    case 200: .takeWhole
    case 206 where begins(contentRange, at: have): .takeRest
    case 404:
      .stop(Problem("The laptop no longer knows this code.", hint: "Scan the code again."))
    case 409:
      .wait(
        seconds: 3,
        why: Problem(
          "Another phone is fetching this detector.",
          hint: "Wait until it is done, or ask for a new code on the laptop."))
    case 410:
      .stop(
        Problem(
          "This code was used already, or it is too old.",
          hint: "Ask for a new code on the laptop and scan that."))
    case 416: .check
    case 429:
      .wait(seconds: 1, why: Problem("The laptop is busy.", hint: "Try again in a minute."))
    case 206: .stop(unexpected("a part of the file that was not asked for"))
    default: .stop(unexpected("answer \(status)"))
    }
  }

  /// Returns what an answer to the report means.
  public static func toReport(_ status: Int) -> ReportFate {
    switch status {
    case 204, 200: .taken
    case 409:
      .notTaken(
        Problem(
          "The laptop thinks that the detector did not arrive whole.",
          hint: "The detector works on this phone. Send it again if the laptop should know."))
    case 410, 404:
      .notTaken(
        Problem(
          "The laptop no longer waits for this phone's report.",
          hint: "The detector works on this phone. Ask for a new code if the laptop should know."))
    case 422:
      .notTaken(
        Problem(
          "The laptop could not read this phone's report.",
          hint: "The detector works on this phone. Update the app and Sweetspot."))
    default:
      .notTaken(
        Problem(
          "The laptop did not take this phone's report (answer \(status)).",
          hint: "The detector works on this phone all the same."))
    }
  }

  private static func begins(_ contentRange: String?, at have: Int) -> Bool {
    guard let contentRange else { return false }
    return contentRange.hasPrefix("bytes \(have)-")
  }

  private static func unexpected(_ what: String) -> Problem {
    Problem(
      "The laptop sent \(what), which this app does not understand.",
      hint: "Update the app and Sweetspot, then ask for a new code.")
  }
}
