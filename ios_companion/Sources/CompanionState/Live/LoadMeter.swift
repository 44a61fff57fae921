/// Counting pictures and the detector's time, second by second.

import Foundation

/// What the Live screen says of the speed.
public struct LiveSpeed: Equatable, Sendable {
  /// Pictures looked at in the last second.
  public var perSecond: Double = 0
  /// Median milliseconds that the detector took for a picture in the last second.
  public var medianMs: Double?
  /// Pictures that were let go since the beginning.
  public var dropped: Int = 0

  /// Makes a speed of nothing yet.
  public init() {}
}

/// Gathers about a second of figures into one reading.
public struct LoadMeter: Equatable, Sendable {
  private static let windowS = 1.0

  /// The newest whole second's figures.
  public private(set) var speed = LiveSpeed()
  private var beganS: Double?
  private var times: [Double] = []
  private var dropped = 0

  /// Begins to count.
  public init() {}

  /// Counts one picture that the detector took `seconds` for, done at `timeS`; returns a reading
  /// when a second is full.
  public mutating func looked(at timeS: Double, for seconds: Double, warmth: Warmth) -> LoadReading?
  {
    let began = beganS ?? timeS - seconds
    beganS = began
    times.append(seconds)
    let length = timeS - began
    guard length >= Self.windowS else { return nil }
    speed.perSecond = Double(times.count) / length
    speed.medianMs = 1000 * times.sorted()[times.count / 2]
    let reading = LoadReading(
      timeS: timeS, busyShare: times.reduce(0, +) / length, dropped: dropped, warmth: warmth)
    (beganS, times, dropped) = (timeS, [], 0)
    return reading
  }

  /// Counts pictures that were let go.
  public mutating func letGo(_ pictures: Int) {
    dropped += pictures
    speed.dropped += pictures
  }
}
