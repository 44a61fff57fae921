/// Every number of the fusion with sound, each with its reason; as in `core/hits/fusion.py`.

/// What the sound's vote goes by: times in seconds, gains in natural log-odds.
public struct SoundParameters: Hashable, Sendable {
  /// Sound further off is not a shift but another film.
  public var shiftMinS: Double = -0.3
  /// The same on the other side.
  public var shiftMaxS: Double = 0.3
  /// Phones and broadcasts are late by 0 to 0.14.
  public var usualShiftS: Double = 0.06
  /// How far films differ in that.
  public var usualSigmaS: Double = 0.07
  /// Attack of an impact, and the shift's own error.
  public var onsetSigmaS: Double = 0.012
  /// What a hit's time is off beyond its own estimate.
  public var sightSigmaS: Double = 0.015
  /// A shift known so well is believed.
  public var sureShiftS: Double = 0.02
  /// A loud impact at the very moment.
  public var gain: Double = 2.2
  /// Nothing heard, in a film whose hits are all heard.
  public var silence: Double = -2.0
  /// Share of hits heard by chance and crowd.
  public var silenceFrom: Double = 0.4
  /// Hits that must be there before silence says anything.
  public var silenceLeast: Int = 3
  /// Of the film's loud onsets (90th percentile) counts as loud.
  public var loudShare: Double = 0.6
  /// An onset so near a moment is of it.
  public var nearSigmas: Double = 2.5
  /// Confidence of a hit that is shown.
  public var showFrom: Double = 0.5
  /// The most a candidate that was not chosen counts for the shift.
  public var weakVote: Double = 0.15
  /// So much clearer an alternative must be to take a hit's place.
  public var seenFirst: Double = 0.7
  /// A rescued hit is no nearer to another.
  public var apartS: Double = 0.36

  /// Makes the usual numbers.
  public init() {}
}
