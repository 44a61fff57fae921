/// What a box can hold.

/// The kinds of things that detectors know.
///
/// The numbers are the detector's channels and the files' class ids, as on the laptop.
public enum ObjectClass: Int, Codable, CaseIterable, Hashable, Sendable {
  /// A person who plays, whole.
  case player = 0
  /// A racket with its grip.
  case racket = 1
  /// A tennis ball.
  case ball = 2
  /// The hoop of a racket and its strings.
  case racketHead = 3

  /// The name used in files: `player`, `racket`, `ball`, `racket_head`.
  public var label: String {
    switch self {
    case .player: "player"
    case .racket: "racket"
    case .ball: "ball"
    case .racketHead: "racket_head"
    }
  }

  /// Makes the class with this name; nil for any other word.
  public init?(label: String) {
    guard let found = Self.allCases.first(where: { $0.label == label }) else { return nil }
    self = found
  }
}
