/// A session: one video and all we say about it.

/// Where a session's video is and how to know it again.
public struct VideoRef: Codable, Hashable, Sendable {
  /// The video's path; on the phone its name beside the session.
  public var path: String
  /// Names the content, so that a moved file is found again.
  public var fingerprint: String
  /// Width of the upright picture, in pixels.
  public var width: Int
  /// Height of the upright picture, in pixels.
  public var height: Int
  /// How many frames it has.
  public var nFrames: Int
  /// How long it is, in seconds.
  public var durationS: Double
  /// Frames in a second of the file.
  public var fps: Double

  /// Makes a reference to a video of this size (px), length (s) and rate.
  public init(
    path: String, fingerprint: String, width: Int, height: Int, nFrames: Int, durationS: Double,
    fps: Double
  ) {
    self.path = path
    self.fingerprint = fingerprint
    self.width = width
    self.height = height
    self.nFrames = nFrames
    self.durationS = durationS
    self.fps = fps
  }
}

/// What an analysis was asked.
public struct AnalysisSettings: Codable, Hashable, Sendable {
  /// The rate a slow-motion file was filmed at, in frames per second; nil in real time.
  public var captureFps: Double?
  /// Whether the sound of impact votes.
  public var useSound: Bool

  /// Makes settings; of themselves a video in real time whose sound votes.
  public init(captureFps: Double? = nil, useSound: Bool = true) {
    self.captureFps = captureFps
    self.useSound = useSound
  }

  /// Reads settings; what has a default may be absent. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    captureFps = try part.decodeIfPresent(Double.self, forKey: .captureFps)
    useSound = try part.decode(Bool.self, forKey: .useSound, or: true)
  }
}

/// How far the analysis of one detector with one set of settings has come.
public struct AnalysisState: Codable, Hashable, Sendable {
  /// The detector's identity (`ModelManifest.modelHash`).
  public var modelHash: String
  /// The detector's name in words.
  public var modelName: String
  /// What was asked.
  public var settings: AnalysisSettings
  /// Frames that were looked at.
  public var framesDone: Int
  /// Whether the whole video was looked at.
  public var complete: Bool
  /// The version of the hit engine that found the hits.
  public var engine: Int
  /// Which corrected boxes the engine was given; empty for none.
  public var fixesKey: String

  /// Makes the state of an analysis; without corrected boxes.
  public init(
    modelHash: String, modelName: String, settings: AnalysisSettings, framesDone: Int,
    complete: Bool, engine: Int, fixesKey: String = ""
  ) {
    self.modelHash = modelHash
    self.modelName = modelName
    self.settings = settings
    self.framesDone = framesDone
    self.complete = complete
    self.engine = engine
    self.fixesKey = fixesKey
  }

  /// Reads a state; what has a default may be absent. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    modelHash = try part.decode(String.self, forKey: .modelHash)
    modelName = try part.decode(String.self, forKey: .modelName)
    settings = try part.decode(AnalysisSettings.self, forKey: .settings)
    framesDone = try part.decode(Int.self, forKey: .framesDone)
    complete = try part.decode(Bool.self, forKey: .complete)
    engine = try part.decode(Int.self, forKey: .engine, or: 0)
    fixesKey = try part.decode(String.self, forKey: .fixesKey, or: "")
  }
}

/// One practice; the names are those of `core/sessions/session.py`.
public struct Session: Codable, Hashable, Sendable {
  /// The name of its folder, too.
  public var id: String
  /// What people call it.
  public var title: String
  /// When it was made: ISO 8601 with zone.
  public var created: String
  /// The video.
  public var video: VideoRef
  /// Who plays.
  public var player: String
  /// What the coach wrote down.
  public var notes: String
  /// What the coach calls the place.
  public var court: String
  /// What the next analysis is asked.
  public var settings: AnalysisSettings
  /// The bands of the scores.
  public var rule: ScoreRule
  /// Sorted by time, with the rejected ones.
  public var hits: [Hit]
  /// What was analysed; nil before.
  public var analysis: AnalysisState?
  /// Doubts that the coach has waved aside, by their keys.
  public var dismissedDoubts: [String]

  /// Makes a session of a video with its hits, which are put in their order.
  public init(
    id: String, title: String, created: String, video: VideoRef, player: String = "",
    notes: String = "", court: String = "", settings: AnalysisSettings = AnalysisSettings(),
    rule: ScoreRule = .standard, hits: [Hit] = [], analysis: AnalysisState? = nil,
    dismissedDoubts: [String] = []
  ) {
    self.id = id
    self.title = title
    self.created = created
    self.video = video
    self.player = player
    self.notes = notes
    self.court = court
    self.settings = settings
    self.rule = rule
    self.hits = hits.sorted { $0.timeS < $1.timeS }
    self.analysis = analysis
    self.dismissedDoubts = dismissedDoubts
  }

  /// Hits that count: all but the rejected ones.
  public var shownHits: [Hit] { hits.filter { $0.status != .rejected } }

  /// Reads a session; what has a default may be absent. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    id = try part.decode(String.self, forKey: .id)
    title = try part.decode(String.self, forKey: .title)
    created = try part.decode(String.self, forKey: .created)
    video = try part.decode(VideoRef.self, forKey: .video)
    player = try part.decode(String.self, forKey: .player, or: "")
    notes = try part.decode(String.self, forKey: .notes, or: "")
    court = try part.decode(String.self, forKey: .court, or: "")
    settings = try part.decode(AnalysisSettings.self, forKey: .settings, or: AnalysisSettings())
    rule = try part.decode(ScoreRule.self, forKey: .rule, or: .standard)
    hits = try part.decode([Hit].self, forKey: .hits, or: [])
    analysis = try part.decodeIfPresent(AnalysisState.self, forKey: .analysis)
    dismissedDoubts = try part.decode([String].self, forKey: .dismissedDoubts, or: [])
  }
}
