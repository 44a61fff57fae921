/// What golden frames and reports are made of: boxes and hits as they stand in files.

/// A box: class, score, and edges in pixels of the golden picture (the net's input).
public struct GoldenBox: Codable, Hashable, Sendable {
  /// The class's name.
  public let label: String
  /// How sure the detector is, in 0...1.
  public let score: Double
  /// The edges, in pixels of the golden picture.
  public let xyxy: Box

  /// Makes a box of its class's name, its score (0...1) and its edges (px).
  public init(label: String, score: Double, xyxy: Box) {
    self.label = label
    self.score = score
    self.xyxy = xyxy
  }
}

/// A hit as one side found it in a stretch of golden frames.
public struct HitFigure: Codable, Hashable, Sendable {
  /// When, in seconds from the stretch's first frame.
  public let timeS: Double
  /// The nearest frame of the stretch.
  public let frame: Int
  /// 1 to 5; nil where it cannot be known.
  public let score: Int?
  /// The distance from the centre of the strings; nil where it cannot be known.
  public let r: Double?

  /// Makes a hit's figures: seconds and frame in its stretch, score and r where known.
  public init(timeS: Double, frame: Int, score: Int?, r: Double?) {
    self.timeS = timeS
    self.frame = frame
    self.score = score
    self.r = r
  }

  /// Makes the figures of a hit that the engine found, with as many digits as the laptop keeps.
  public init(of hit: Hit, rule: ScoreRule = .standard) {
    self.init(
      timeS: hit.timeS.toDigits(4), frame: hit.frame, score: rule.score(hit).value,
      r: hit.r?.toDigits(4))
  }

  /// Writes null for what is not known: the laptop wants every name.
  public func encode(to encoder: any Encoder) throws {
    var part = encoder.container(keyedBy: CodingKeys.self)
    try part.encode(timeS, forKey: .timeS)
    try part.encode(frame, forKey: .frame)
    try part.encode(score, forKey: .score)
    try part.encode(r, forKey: .r)
  }
}
