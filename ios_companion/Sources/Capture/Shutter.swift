/// How long the camera may expose a picture: short for a sharp ball, longer where light is scarce.

/// What the camera says of the light.
public struct LightReading: Equatable, Sendable {
  /// How much too dark (negative) the pictures are, in stops.
  public let stopsOff: Double
  /// The sensor's gain as a share of the most it can do, 0...1.
  public let gainShare: Double

  /// Makes a reading of stops off the right brightness and the share of the gain in use.
  public init(stopsOff: Double, gainShare: Double) {
    (self.stopsOff, self.gainShare) = (stopsOff, gainShare)
  }
}

/// The longest exposure that is allowed now.
///
/// A ball at 30 m/s moves 3 cm, about half of itself, in a thousandth of a second. In the dark a
/// blurred ball is better than none: where gain is used up and pictures stay a stop too dark the
/// limit doubles, up to what the rate allows. It is halved again where there is light to spare;
/// both wait for three readings that agree, so that a cloud does not make it swing.
public struct Shutter: Equatable, Sendable {
  /// The shortest limit, in seconds.
  public static let sharpestS = 1.0 / 1000
  private static let agreeing = 3

  /// The limit, in seconds.
  public private(set) var limitS: Double
  private let longestS: Double
  private var votes = 0

  /// Begins with the sharpest limit that a rate and the camera allow.
  ///
  /// - Parameters:
  ///   - framesPerSecond: The rate; no picture takes longer than its turn.
  ///   - allowedS: The shortest and longest exposure that the format can do.
  public init(framesPerSecond: Double, allowedS: ClosedRange<Double>) {
    let turn = framesPerSecond > 0 ? 1 / framesPerSecond : allowedS.upperBound
    longestS = max(allowedS.lowerBound, min(turn, allowedS.upperBound))
    limitS = min(max(Self.sharpestS, allowedS.lowerBound), longestS)
    shortestS = limitS
  }

  private let shortestS: Double

  /// Takes in a reading of the light; returns the new limit, nil to stay.
  public mutating func take(_ light: LightReading) -> Double? {
    let isDark = light.stopsOff <= -1 && light.gainShare >= 0.9
    let isBright = light.stopsOff >= -0.3 && light.gainShare <= 0.4
    if isDark, limitS < longestS {
      votes = max(0, votes) + 1
    } else if isBright, limitS > shortestS {
      votes = min(0, votes) - 1
    } else {
      votes = 0
    }
    guard abs(votes) >= Self.agreeing else { return nil }
    limitS = votes > 0 ? min(2 * limitS, longestS) : max(limitS / 2, shortestS)
    votes = 0
    return limitS
  }
}
