/// What the app may use, asked for when it is needed and with the reason.

import Foundation
import Observation

/// Something of the phone's that only its owner can allow.
public enum Permitted: String, CaseIterable, Hashable, Sendable {
  /// To see the court, and the code on the laptop.
  case camera
  /// To hear the ball on the strings.
  case microphone

  /// What stands above the reason.
  public var title: String {
    switch self {
    case .camera: "The camera"
    case .microphone: "The microphone"
    }
  }

  /// Why the app wants it, in a sentence.
  public var reason: String {
    switch self {
    case .camera:
      "Sweetspot watches the court through the camera and finds each hit. Pictures stay on this phone."
    case .microphone:
      "The sound of the ball on the strings makes the moment of a hit surer. It stays on this phone."
    }
  }

  /// What cannot be done without it, and where to allow it.
  public var withoutIt: Problem {
    switch self {
    case .camera:
      Problem(
        "Sweetspot may not use the camera.",
        hint:
          "Allow it in Settings, Sweetspot, Camera. Recorded practices can be watched without it.")
    case .microphone:
      Problem(
        "Sweetspot may not use the microphone, so hits are found by sight alone.",
        hint: "Allow it in Settings, Sweetspot, Microphone.")
    }
  }
}

/// Where one permission stands.
public enum PermissionState: Equatable, Sendable {
  /// Nobody has asked.
  case unasked
  /// The reason is on the screen; the system has not been asked.
  case explaining
  /// The system's question is on the screen.
  case asking
  /// It may be used.
  case granted
  /// The owner said no; only the system's settings change that.
  case declined
  /// Somebody else forbids it, as a school or a parent.
  case restricted
}

/// The system's word on permissions, as closures.
public struct PermissionClient: Sendable {
  /// Returns where a permission stands, without asking for it.
  public var standing: @Sendable (Permitted) -> PermissionState
  /// Shows the system's question and returns whether the answer was yes.
  public var ask: @Sendable (Permitted) async -> Bool

  /// Makes a client of its closures.
  public init(
    standing: @escaping @Sendable (Permitted) -> PermissionState,
    ask: @escaping @Sendable (Permitted) async -> Bool
  ) {
    (self.standing, self.ask) = (standing, ask)
  }
}

/// Asks for each permission once, in its place, after its reason.
@MainActor
@Observable
public final class Permissions {
  private(set) var states: [Permitted: PermissionState] = [:]
  private let client: PermissionClient

  /// Makes the permissions over the system's word.
  public init(_ client: PermissionClient) {
    self.client = client
    refresh()
  }

  /// Returns where a permission stands.
  public func state(of permitted: Permitted) -> PermissionState { states[permitted] ?? .unasked }

  /// Looks again, as after the owner comes back from the system's settings.
  public func refresh() {
    for permitted in Permitted.allCases {
      let now = client.standing(permitted)
      // What is on the screen, or was just answered, the system may not know yet.
      if now == .unasked, states[permitted] != nil { continue }
      states[permitted] = now
    }
  }

  /// Shows the reason where nobody has asked yet; returns whether it may be used already.
  public func need(_ permitted: Permitted) -> Bool {
    refresh()
    if state(of: permitted) == .unasked { states[permitted] = .explaining }
    return state(of: permitted) == .granted
  }

  /// Lets the system ask, after the reason was read; returns whether the answer was yes.
  public func proceed(_ permitted: Permitted) async -> Bool {
    guard state(of: permitted) == .explaining else { return state(of: permitted) == .granted }
    states[permitted] = .asking
    let yes = await client.ask(permitted)
    states[permitted] = yes ? .granted : .declined
    return yes
  }

  /// Puts the question off: nothing was asked, and nothing is denied.
  public func postpone(_ permitted: Permitted) {
    if state(of: permitted) == .explaining { states[permitted] = .unasked }
  }
}
