/// Every number of the hit finder, each with its reason; the same as in `core/hits/parameters.py`.

/// What the hit finder goes by.
///
/// Lengths are in ball diameters or player heights, times in real seconds, never in pixels.
/// Weights are natural log-odds: 0.7 doubles the odds of a hit.
public struct HitParameters: Hashable, Sendable {
  // MARK: Sights of the ball.

  /// A detected centre, in diameters.
  public var ballSigmaSides: Double = 0.25
  /// Blur hides the middle: share of the way between two pictures.
  public var blurSigmaShare: Double = 0.06
  /// A ball's speed before it is known: 36 m/s, a good serve.
  public var ballSpeedHeights: Double = 20.0
  /// Its acceleration: gravity is 5.5 heights/s², drag and perspective as much.
  public var ballAccelHeights: Double = 20.0
  /// How fast that changes, by perspective: 30 m/s away from a camera 7 m behind.
  public var ballJerkHeights: Double = 150.0
  /// Sights used on one side: enough for a line, few enough to stay straight.
  public var fitSights: Int = 6
  /// Sights older than this are not used.
  public var fitWindowS: Double = 0.24
  /// A ball that has gone so many diameters has a direction.
  public var fitSides: Double = 8.0
  /// One that has not is in slow motion: more sights are used,
  public var slowSights: Int = 14
  /// over a longer time.
  public var slowWindowS: Double = 0.4
  /// 1.8 m over 6.7 cm.
  public var diametersPerHeight: Double = 27.0

  // MARK: Which flights can be two halves of one hit.

  /// A ball lost in the blur of a swing comes back within a third.
  public var gapMaxS: Double = 0.36
  /// With less of its score than before, a lost ball's track went on with something else.
  public var takenShare: Double = 0.6
  /// A ball seen so often
  public var restSights: Int = 4
  /// within so few diameters rests.
  public var restSides: Double = 0.7
  /// Paths that meet within this, and go on alike, are one flight.
  public var joinSigmas: Double = 3.0

  // MARK: Evidence for and against.

  /// What speaks against every contact: most turns and ends of flights are no hits.
  public var base: Double = -2.6
  /// The ball turns round completely.
  public var turnGain: Double = 3.0
  /// |change of velocity| over the sum of both speeds; less is nothing.
  public var turnFrom: Double = 0.25
  /// Counts whole from here on.
  public var turnFull: Double = 0.75
  /// A change of speed that no bounce or toss makes.
  public var changeGain: Double = 1.2
  /// Heights/s; gravity needs a third of a second for it. Less counts nothing.
  public var changeFromHeights: Double = 2.0
  /// Counts whole from here on.
  public var changeFullHeights: Double = 6.0
  /// The ball comes or leaves fast.
  public var fastGain: Double = 1.5
  /// Hands and shoes go so fast, in heights/s.
  public var fastFromHeights: Double = 1.0
  /// 11 m/s across the picture.
  public var fastFullHeights: Double = 6.0
  /// The ball is at the strings.
  public var headGain: Double = 2.2
  /// Half extents: at the strings with room for the boxes' errors.
  public var headNear: Double = 1.3
  /// A head seen so far away speaks against.
  public var headFar: Double = 3.5
  /// That speaks little: one racket box in five is of something else.
  public var headAway: Double = -0.7
  /// No racket seen near the moment.
  public var unseenHead: Double = 0.0
  /// Arm and racket beyond the player's box.
  public var reachHeights: Double = 0.75
  /// The usual reach.
  public var reachSoftHeights: Double = 0.35
  /// Nobody can hit what is so far away.
  public var outOfReach: Double = -5.0
  /// The racket swings fast, where the ball is not seen on both sides.
  public var swingGain: Double = 1.8
  /// The same where the ball itself is seen before and after.
  public var swingSeenGain: Double = 0.5
  /// Waving the racket about.
  public var swingFromHeights: Double = 2.0
  /// 11 m/s: a slow groundstroke.
  public var swingFullHeights: Double = 6.0
  /// A swing's fastest moment is known when so much more was slower.
  public var swingWaitS: Double = 0.3
  /// The ball turns upward, keeps its way, gains no speed: a bounce.
  public var bounceLoss: Double = -3.5
  /// The ball is seen only before or only after.
  public var oneSided: Double = -0.7
  /// A ball well seen in flight is lost, or first seen, at the player.
  public var vanishGain: Double = 2.0
  /// It has flown so far,
  public var vanishFromHeights: Double = 0.4
  /// Counts whole from here on.
  public var vanishFullHeights: Double = 1.0
  /// and was seen so often.
  public var vanishSights: Double = 6.0
  /// No ball at all.
  public var loneSwing: Double = -1.5
  /// A side with a single sight.
  public var thin: Double = -1.0
  /// Per sight short of what a real flight has: few false balls make a line.
  public var short: Double = -0.5
  /// A real flight is seen so long on either side,
  public var wantedS: Double = 0.1
  /// in at least so many pictures, where they come slowly,
  public var wantedLeast: Double = 3.0
  /// and so many are enough.
  public var wantedMost: Double = 8.0
  /// Sights that lie on no smooth path.
  public var ragged: Double = -3.0
  /// A ball that stops was caught, or is something else.
  public var stopsLoss: Double = -1.2
  /// Paths that do not meet are two balls.
  public var apartLoss: Double = -5.0
  /// Counts nothing up to here.
  public var apartFromSigmas: Double = 2.0
  /// Counts whole from here on.
  public var apartFullSigmas: Double = 4.5
  /// Counts nothing up to here.
  public var apartFromHeights: Double = 0.25
  /// Counts whole from here on.
  public var apartFullHeights: Double = 0.7
  /// Half extents: with so much uncertainty the head counts half.
  public var headUnsure: Double = 1.8

  // MARK: Is it the ball?

  /// Never seen away from the player: a shoe, a hand, a face.
  public var staysLoss: Double = -4.0
  /// Counts whole up to here.
  public var travelFromHeights: Double = 0.2
  /// Counts nothing from here on.
  public var travelFullHeights: Double = 0.5
  /// Comes from far and stays, or comes out of the player.
  public var oneStaysLoss: Double = -1.5
  /// Counts whole up to here.
  public var bothFromHeights: Double = 0.15
  /// Counts nothing from here on.
  public var bothFullHeights: Double = 0.4
  /// So much more where it comes out of the player: thrown or dropped.
  public var thrownShare: Double = 1.2
  /// Counts whole up to here.
  public var thrownFromHeights: Double = 0.08
  /// Counts nothing from here on.
  public var thrownFullHeights: Double = 0.25
  /// Goes with the player: a part of him.
  public var ridesLoss: Double = -2.5
  /// Counts whole up to here.
  public var ridesFrom: Double = 0.06
  /// Counts nothing from here on.
  public var ridesFull: Double = 0.22
  /// Not a ball's size beside this player.
  public var sizeLoss: Double = -3.0
  /// Boxes of blurred balls and crouching players: a factor of 1.8.
  public var sizeFromLog: Double = 0.6
  /// A factor of 3.
  public var sizeFullLog: Double = 1.1
  /// Share of the picture: the detector draws no smaller balls.
  public var leastSideShare: Double = 0.006
  /// The detector doubts most of it.
  public var scoreLoss: Double = -4.0
  /// Counts whole up to here.
  public var scoreFrom: Double = 0.25
  /// Counts nothing from here on.
  public var scoreFull: Double = 0.5
  /// Where shoes are, and balls bounce; strings seldom.
  public var feetLoss: Double = -3.0
  /// In heights over the lower edge of the player's box: whole up to here,
  public var feetFull: Double = 0.05
  /// and nothing from here.
  public var feetFrom: Double = 0.2
  /// The feet count whole up to this score of the ball: the detector is not sure of it.
  public var feetScoreFrom: Double = 0.45
  /// They count nothing from this score on.
  public var feetScoreFull: Double = 0.65
  /// One ball is in play: a surer one flies elsewhere at the moment.
  public var rivalLoss: Double = -3.5
  /// Counts nothing up to here.
  public var rivalFrom: Double = 0.0
  /// Counts whole from here on.
  public var rivalFull: Double = 0.2
  /// The other ball is seen so shortly before or after the moment,
  public var rivalWindowS: Double = 0.2
  /// so often,
  public var rivalSights: Int = 3
  /// and moving: so many diameters, half a metre;
  public var rivalSides: Double = 8.0
  /// its path passes this far from the contact,
  public var rivalHeights: Double = 0.3
  /// and surely so.
  public var rivalSigmas: Double = 3.0
  /// A racket, but its player is not seen.
  public var noPlayer: Double = -1.5
  /// Neither player nor strings.
  public var nobody: Double = -4.0

  // MARK: Decisions.

  /// Weaker candidates are dropped before the sound is asked.
  public var keepFrom: Double = 0.06
  /// Confidence of a hit that is shown.
  public var showFrom: Double = 0.5
  /// Two hits are further apart than this.
  public var apartS: Double = 0.36
  /// From the last sight of a ball until what follows it is known.
  public var waitS: Double = 0.4
  /// After a sight in mid flight, until its turn is weighed.
  public var askS: Double = 0.4
  /// From a contact to its hit.
  public var delayS: Double = 0.8
  /// So much is kept of the past.
  public var memoryS: Double = 1.6

  /// Makes the usual numbers.
  public init() {}
}
