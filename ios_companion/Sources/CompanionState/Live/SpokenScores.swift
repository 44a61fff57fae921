/// Which scores are said aloud, and when.

import Foundation

/// A voice, as closures.
public struct VoiceClient: Sendable {
  /// Says something, and breaks off what it is saying.
  public var say: @Sendable (String) -> Void
  /// Falls silent.
  public var hush: @Sendable () -> Void

  /// Makes a voice of its closures.
  public init(say: @escaping @Sendable (String) -> Void, hush: @escaping @Sendable () -> Void) {
    (self.say, self.hush) = (say, hush)
  }
}

/// What the voice says of each hit.
public enum SpokenStyle: String, CaseIterable, Sendable {
  /// Nothing.
  case silent
  /// The score alone.
  case score
  /// The score and where the ball was.
  case reason
}

/// Chooses what is said: the newest hit, never one that is long past, never two at once.
///
/// A word takes about 0.6 s. While one is being said the newest hit waits and takes the place of
/// any older one; what has waited longer than `staleS` is not said at all.
public struct SpokenScores: Equatable, Sendable {
  private static let staleS = 1.5
  private static let wordS = 0.6
  private static let reasonS = 2.2

  /// How much is said.
  public var style: SpokenStyle
  private var waiting: (text: String, sinceS: Double)?
  private var quietFromS = -Double.infinity

  /// Makes the choice of a style.
  public init(style: SpokenStyle = .score) {
    self.style = style
  }

  /// Takes in a hit's score at `nowS`, seconds on a clock that only goes forward.
  public mutating func add(value: Int?, reason: String, at nowS: Double) {
    guard style != .silent else { return }
    var text = value.map(String.init) ?? "No score"
    if style == .reason, value != nil { text += ". \(reason.prefix { $0 != ";" })" }
    waiting = (text, nowS)
  }

  /// Returns what to say at `nowS`; nil for nothing, now.
  public mutating func next(at nowS: Double) -> String? {
    guard let waiting, nowS >= quietFromS else { return nil }
    self.waiting = nil
    guard nowS - waiting.sinceS <= Self.staleS else { return nil }
    quietFromS = nowS + (style == .reason ? Self.reasonS : Self.wordS)
    return waiting.text
  }

  /// Whether two choices are at the same point.
  public static func == (first: SpokenScores, second: SpokenScores) -> Bool {
    first.style == second.style && first.quietFromS == second.quietFromS
      && first.waiting?.text == second.waiting?.text
      && first.waiting?.sinceS == second.waiting?.sinceS
  }
}
