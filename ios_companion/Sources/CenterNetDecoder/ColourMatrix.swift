/// How a camera's brightness and colour differences become colours.

/// One of the conversions of ITU-R BT.601, BT.709 and BT.2020, in full or video range.
public struct ColourMatrix: Hashable, Sendable {
  /// Which colours the differences are weighed for.
  public enum Standard: Sendable {
    case bt601
    case bt709
    case bt2020

    /// What red and blue count for in the brightness.
    var weights: (red: Float, blue: Float) {
      switch self {
      case .bt601: (0.299, 0.114)
      case .bt709: (0.2126, 0.0722)
      case .bt2020: (0.2627, 0.0593)
      }
    }
  }

  private let black: Float
  private let gain: Float
  /// What a difference in blue adds to blue and to green, and one in red to green and to red.
  private let blueToBlue: Float, blueToGreen: Float, redToGreen: Float, redToRed: Float

  /// Makes a conversion.
  ///
  /// - Parameters:
  ///   - standard: Whose weights.
  ///   - fullRange: Whether brightness uses 0...255, not 16...235.
  public init(_ standard: Standard, fullRange: Bool) {
    let (red, blue) = standard.weights
    let green = 1 - red - blue
    let reach: Float = fullRange ? 1 : 255.0 / 224
    (black, gain) = fullRange ? (0, 1) : (16, 255.0 / 219)
    (blueToBlue, redToRed) = (reach * 2 * (1 - blue), reach * 2 * (1 - red))
    (blueToGreen, redToGreen) = (-blueToBlue * blue / green, -redToRed * red / green)
  }

  /// Replaces a pixel, of which the first two bytes are the differences, by its BGRA colour.
  ///
  /// - Parameters:
  ///   - luma: Its brightness, not yet rounded.
  ///   - pixel: Four bytes.
  @inline(__always)
  func paint(_ luma: Float, over pixel: UnsafeMutablePointer<UInt8>) {
    let grey = (luma - black) * gain
    let blue = Float(pixel[0]) - 128
    let red = Float(pixel[1]) - 128
    pixel[0] = rounded(cut(grey + blue * blueToBlue))
    pixel[1] = rounded(cut(grey + blue * blueToGreen + red * redToGreen))
    pixel[2] = rounded(cut(grey + red * redToRed))
    pixel[3] = 255
  }

  @inline(__always)
  private func cut(_ value: Float) -> Float {
    let low = value > 0 ? value : 0
    return low < 255 ? low : 255
  }
}
