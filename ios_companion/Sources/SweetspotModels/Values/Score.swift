/// A score: 1 to 5, with its reason; derived from a hit and a rule, never stored.

/// The bands: a hit scores 5 up to the first limit of r, 4 up to the second, and so on.
public struct ScoreRule: Codable, Hashable, Sendable {
  /// The rule's name.
  public let name: String
  /// Which of the rules of this name it is.
  public let version: Int
  /// The four ends of the bands 5, 4, 3 and 2, rising, in half extents of the racket head.
  public let limits: [Double]

  /// The rule that everything is scored by unless a session says otherwise.
  public static let standard = ScoreRule()

  private init() {
    name = "standard"
    version = 1
    limits = [0.2, 0.4, 0.6, 0.8]
  }

  /// Makes a rule; nil where the limits are not four positive numbers that rise.
  public init?(name: String, version: Int, limits: [Double]) {
    guard Self.rise(limits) else { return nil }
    self.name = name
    self.version = version
    self.limits = limits
  }

  /// Reads a rule; what is absent is the standard's. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    name = try part.decode(String.self, forKey: .name, or: Self.standard.name)
    version = try part.decode(Int.self, forKey: .version, or: Self.standard.version)
    limits = try part.decode([Double].self, forKey: .limits, or: Self.standard.limits)
    guard Self.rise(limits) else {
      throw DecodingError.dataCorruptedError(
        forKey: .limits, in: part, debugDescription: "the limits must be positive and rise")
    }
  }

  private static func rise(_ limits: [Double]) -> Bool {
    limits.count == 4 && limits[0] > 0 && zip(limits, limits.dropFirst()).allSatisfy { $0 <= $1 }
  }
}

/// How centred a hit was.
public struct Score: Hashable, Sendable {
  /// 1 to 5; nil when the offset is unknown.
  public let value: Int?
  /// Why, in words a coach would use.
  public let reason: String
  /// Whether the uncertainty of r reaches over a band's edge.
  public let doubtful: Bool
  /// Whether the coach gave it.
  public let overruled: Bool

  /// Makes a score; 1 to 5 or nil, with its reason in words.
  public init(value: Int?, reason: String, doubtful: Bool = false, overruled: Bool = false) {
    self.value = value
    self.reason = reason
    self.doubtful = doubtful
    self.overruled = overruled
  }
}
