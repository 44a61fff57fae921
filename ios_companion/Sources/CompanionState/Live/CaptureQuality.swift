/// How finely and how often the camera looks, and when to ask less of the phone.

import Foundation

/// One way of filming.
public struct CaptureQuality: Equatable, Hashable, Sendable {
  /// Pixels of the picture's longer side.
  public let width: Int
  /// Pixels of the picture's shorter side.
  public let height: Int
  /// Pictures per second.
  public let framesPerSecond: Int

  /// Makes a quality of the longer side, the shorter side (px) and frames per second.
  public init(width: Int, height: Int, framesPerSecond: Int) {
    (self.width, self.height, self.framesPerSecond) = (width, height, framesPerSecond)
  }

  /// In a coach's words, as "720p, 60 pictures a second".
  public var words: String { "\(height)p, \(framesPerSecond) pictures a second" }

  /// From the best to the least; resolution goes first, because a ball needs many pictures.
  public static let ladder = [
    CaptureQuality(width: 1920, height: 1080, framesPerSecond: 60),
    CaptureQuality(width: 1280, height: 720, framesPerSecond: 60),
    CaptureQuality(width: 960, height: 540, framesPerSecond: 60),
    CaptureQuality(width: 1280, height: 720, framesPerSecond: 30),
    CaptureQuality(width: 960, height: 540, framesPerSecond: 30),
  ]
}

/// How warm the phone is, in the system's four steps.
public enum Warmth: Int, Comparable, Sendable {
  /// As it should be.
  case nominal
  /// Warmer; nothing needs to change.
  case fair
  /// The system slows down.
  case serious
  /// The system is about to stop things.
  case critical

  /// Whether one is cooler than the other.
  public static func < (first: Warmth, second: Warmth) -> Bool { first.rawValue < second.rawValue }
}

/// What was measured over about a second.
public struct LoadReading: Equatable, Sendable {
  /// When it ended, in seconds on a clock that only goes forward.
  public var timeS: Double
  /// The share of the time in which the detector was at work, 0...1 and above.
  public var busyShare: Double
  /// Pictures that came while it was still at work and were let go.
  public var dropped: Int
  /// How warm the phone is.
  public var warmth: Warmth

  /// Makes a reading.
  public init(timeS: Double, busyShare: Double, dropped: Int, warmth: Warmth) {
    (self.timeS, self.busyShare, self.dropped, self.warmth) = (timeS, busyShare, dropped, warmth)
  }
}

/// Lowers the quality before pictures are lost, and raises it again when there is room.
///
/// Down: at once when the phone is seriously warm or pictures were dropped, and after two readings
/// at 85 % and more. Up: after `calmS` without a reason to go down, while the detector is busy for
/// less than half of the time and the phone is not warm. Each time it has to come down again soon
/// after it went up, it waits twice as long before the next try.
public struct LoadGovernor: Equatable, Sendable {
  private static let crowded = 0.85
  private static let roomy = 0.5
  private static let settlingS = 2.0
  private static let firstCalmS = 20.0
  private static let longestCalmS = 320.0

  private let ladder: [CaptureQuality]
  private var rung = 0
  private var crowdedReadings = 0
  private var calmS = Self.firstCalmS
  private var calmSinceS: Double?
  private var changedAtS: Double?
  private var raisedAtS: Double?

  /// Begins at the best of `ladder`, which goes from the best to the least.
  public init(ladder: [CaptureQuality] = CaptureQuality.ladder) {
    self.ladder = ladder.isEmpty ? CaptureQuality.ladder : ladder
  }

  /// How to film now.
  public var quality: CaptureQuality { ladder[rung] }

  /// Whether less is asked of the phone than it was at the beginning.
  public var isLowered: Bool { rung > 0 }

  /// Takes in a reading; returns the quality to change to, nil to stay.
  public mutating func take(_ reading: LoadReading) -> CaptureQuality? {
    if let changedAtS, reading.timeS < changedAtS + Self.settlingS { return nil }
    crowdedReadings = reading.busyShare >= Self.crowded ? crowdedReadings + 1 : 0
    let hot = reading.warmth >= .serious
    if hot || reading.dropped > 0 || crowdedReadings >= 2 { return lower(reading.timeS) }
    guard reading.busyShare < Self.roomy, reading.warmth == .nominal else {
      calmSinceS = nil
      return nil
    }
    let since = calmSinceS ?? reading.timeS
    calmSinceS = since
    return reading.timeS - since >= calmS ? raise(reading.timeS) : nil
  }

  private mutating func lower(_ timeS: Double) -> CaptureQuality? {
    calmSinceS = nil
    crowdedReadings = 0
    guard rung + 1 < ladder.count else { return nil }
    if let raisedAtS, timeS - raisedAtS < calmS {
      calmS = min(2 * calmS, Self.longestCalmS)
    }
    rung += 1
    changedAtS = timeS
    raisedAtS = nil
    return quality
  }

  private mutating func raise(_ timeS: Double) -> CaptureQuality? {
    calmSinceS = nil
    guard rung > 0 else { return nil }
    rung -= 1
    changedAtS = timeS
    raisedAtS = timeS
    return quality
  }
}
