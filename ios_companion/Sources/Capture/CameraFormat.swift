/// The ways in which a camera can film, and which of them is the best for a wish.

/// One of a camera's formats.
public struct CameraFormat: Hashable, Sendable {
  /// Pixels of the longer side.
  public let width: Int
  /// Pixels of the shorter side.
  public let height: Int
  /// Pictures a second that it can do at most.
  public let fastest: Double
  /// Pictures a second that it can do at least.
  public let slowest: Double
  /// Whether several of the sensor's pixels make one: softer, and better in little light.
  public let isBinned: Bool
  /// Whether brightness uses all 256 values.
  public let isFullRange: Bool

  /// Makes a format of its parts.
  public init(
    width: Int, height: Int, fastest: Double, slowest: Double = 1, isBinned: Bool = false,
    isFullRange: Bool = true
  ) {
    (self.width, self.height) = (max(width, height), min(width, height))
    (self.fastest, self.slowest) = (fastest, slowest)
    (self.isBinned, self.isFullRange) = (isBinned, isFullRange)
  }
}

/// What is wanted of the camera.
public struct CaptureWish: Hashable, Sendable {
  /// Pixels of the longer side.
  public let width: Int
  /// Pixels of the shorter side.
  public let height: Int
  /// Pictures a second.
  public let framesPerSecond: Double

  /// Makes a wish of a size (px) and a rate (pictures a second).
  public init(width: Int, height: Int, framesPerSecond: Double) {
    (self.width, self.height) = (max(width, height), min(width, height))
    self.framesPerSecond = framesPerSecond
  }
}

/// A format and the rate to use it at.
public struct FormatChoice: Hashable, Sendable {
  /// Which of the offered formats.
  public let index: Int
  /// Pictures a second.
  public let framesPerSecond: Double

  /// Chooses the format that is nearest to a wish.
  ///
  /// The rate counts first, because a ball needs many pictures; then the size: not smaller, and
  /// then as small as can be, for each pixel costs heat. Of formats that are alike one with all the
  /// sensor's pixels, full range, and no more speed than is needed is the best: fast ones read the
  /// sensor with less care.
  ///
  /// - Parameters:
  ///   - wish: What is wanted.
  ///   - formats: What there is.
  /// - Returns: The choice; nil where there is no format at all.
  public static func best(for wish: CaptureWish, of formats: [CameraFormat]) -> FormatChoice? {
    let usable = formats.indices.filter { formats[$0].width > 0 && formats[$0].fastest > 0 }
    guard let index = usable.min(by: { rank(formats[$0], wish) < rank(formats[$1], wish) })
    else { return nil }
    let chosen = formats[index]
    return FormatChoice(
      index: index,
      framesPerSecond: min(max(wish.framesPerSecond, chosen.slowest), chosen.fastest))
  }

  /// What is compared, one thing after the other; less is better.
  private static func rank(_ format: CameraFormat, _ wish: CaptureWish) -> Rank {
    // Cameras say 59.94 or 60.0: what is within a hundredth is fast enough.
    let tooSlow = max(0, 0.99 * wish.framesPerSecond - format.fastest)
    let shape = Double(format.width) / Double(max(1, format.height))
    let wanted = Double(wish.width) / Double(max(1, wish.height))
    let smaller = max(0, wish.width - format.width) + max(0, wish.height - format.height)
    return Rank(keys: [
      tooSlow, Double(smaller), abs(shape - wanted) > 0.02 ? 1 : 0,
      Double(format.width * format.height), format.isBinned ? 1 : 0, format.isFullRange ? 0 : 1,
      format.fastest,
    ])
  }
}

/// Several figures, of which the first that differs decides.
private struct Rank {
  let keys: [Double]

  static func < (one: Rank, other: Rank) -> Bool {
    one.keys.lexicographicallyPrecedes(other.keys)
  }
}
