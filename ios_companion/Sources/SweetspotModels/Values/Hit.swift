/// A hit: the moment the ball meets the strings.

/// Who says that there is a hit.
public enum HitSource: String, Codable, CaseIterable, Sendable {
  /// The hit engine found it.
  case found
  /// A person marked it.
  case marked
}

/// What the coach has said of a hit; the machine never changes a confirmed or rejected one.
public enum HitStatus: String, Codable, CaseIterable, Sendable {
  /// Nobody has spoken about it.
  case proposed
  /// The coach says it is one.
  case confirmed
  /// The coach says it is none.
  case rejected
}

/// The movement around a hit.
public enum Stroke: String, Codable, CaseIterable, Sendable {
  /// It could not be told.
  case unknown
  /// On the side of the hand that holds the racket.
  case forehand
  /// Across the body.
  case backhand
  /// From above, out of the own hand.
  case serve
  /// Before the ball has bounced.
  case volley
}

/// One contact between ball and strings.
///
/// The names are those of `core/hits/hit.py`; in files they stand in snake case.
public struct Hit: Codable, Hashable, Sendable {
  /// A name that no other hit of the session has.
  public var id: String
  /// When it was, in seconds on the video's clock, refined between frames.
  public var timeS: Double
  /// The nearest frame, counted from 0 in presentation order.
  public var frame: Int
  /// How sure it is that there is a hit, in 0...1.
  public var confidence: Double
  /// The ball's centre at contact, in pixels.
  public var ballXy: Point?
  /// The box around the strings at contact, in pixels.
  public var racketHeadXyxy: Box?
  /// The unit vector from the butt to the tip in the picture.
  public var tipDirection: Point?
  /// The ball's centre minus the head's centre, over the head's half extents.
  public var offset: Point?
  /// The standard deviation of `r`.
  public var rSigma: Double?
  /// Who says that there is a hit.
  public var source: HitSource
  /// What the coach has said of it.
  public var status: HitStatus
  /// The movement around it.
  public var stroke: Stroke
  /// When the impact is heard, in seconds on the video's clock.
  public var soundOnsetS: Double?
  /// The standard deviation of `timeS`, in seconds.
  public var timeSigmaS: Double?
  /// How far the ball flies between two pictures at contact, in metres.
  public var ballStepM: Double?
  /// The coach's word on the score, 1 to 5.
  public var scoreOverride: Int?
  /// Whether the racket head is where the coach put it.
  public var headByCoach: Bool

  /// Makes a hit; what is not given is unknown, as the machine proposes it.
  public init(
    id: String, timeS: Double, frame: Int, confidence: Double, ballXy: Point? = nil,
    racketHeadXyxy: Box? = nil, tipDirection: Point? = nil, offset: Point? = nil,
    rSigma: Double? = nil, source: HitSource = .found, status: HitStatus = .proposed,
    stroke: Stroke = .unknown, soundOnsetS: Double? = nil, timeSigmaS: Double? = nil,
    ballStepM: Double? = nil, scoreOverride: Int? = nil, headByCoach: Bool = false
  ) {
    self.id = id
    self.timeS = timeS
    self.frame = frame
    self.confidence = confidence
    self.ballXy = ballXy
    self.racketHeadXyxy = racketHeadXyxy
    self.tipDirection = tipDirection
    self.offset = offset
    self.rSigma = rSigma
    self.source = source
    self.status = status
    self.stroke = stroke
    self.soundOnsetS = soundOnsetS
    self.timeSigmaS = timeSigmaS
    self.ballStepM = ballStepM
    self.scoreOverride = scoreOverride
    self.headByCoach = headByCoach
  }

  /// Distance from the centre of the strings: 0 the centre, 1 the rim; nil if unknown.
  public var r: Double? { offset?.length }

  /// Reads a hit; what has a default may be absent. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    id = try part.decode(String.self, forKey: .id)
    timeS = try part.decode(Double.self, forKey: .timeS)
    frame = try part.decode(Int.self, forKey: .frame)
    confidence = try part.decode(Double.self, forKey: .confidence)
    ballXy = try part.decodeIfPresent(Point.self, forKey: .ballXy)
    racketHeadXyxy = try part.decodeIfPresent(Box.self, forKey: .racketHeadXyxy)
    tipDirection = try part.decodeIfPresent(Point.self, forKey: .tipDirection)
    offset = try part.decodeIfPresent(Point.self, forKey: .offset)
    rSigma = try part.decodeIfPresent(Double.self, forKey: .rSigma)
    source = try part.decode(HitSource.self, forKey: .source, or: .found)
    status = try part.decode(HitStatus.self, forKey: .status, or: .proposed)
    stroke = try part.decode(Stroke.self, forKey: .stroke, or: .unknown)
    soundOnsetS = try part.decodeIfPresent(Double.self, forKey: .soundOnsetS)
    timeSigmaS = try part.decodeIfPresent(Double.self, forKey: .timeSigmaS)
    ballStepM = try part.decodeIfPresent(Double.self, forKey: .ballStepM)
    scoreOverride = try part.decodeIfPresent(Int.self, forKey: .scoreOverride)
    headByCoach = try part.decode(Bool.self, forKey: .headByCoach, or: false)
  }
}
