/// The colours of scores and objects: those of the laptop, `core/drawing/palette.py`.
///
/// They keep their order for people who do not tell red from green; every score also carries its
/// digit, so that colour is never the only sign.

import Foundation
import SweetspotModels

/// A colour of three parts in 0...1.
public struct Rgb: Equatable, Hashable, Sendable {
  /// Red, green and blue, 0...1.
  public let red: Double, green: Double, blue: Double

  /// Makes a colour of its 24 bits, as `0x1E78D2`.
  public init(_ bits: UInt32) {
    red = Double(bits >> 16 & 0xFF) / 255
    green = Double(bits >> 8 & 0xFF) / 255
    blue = Double(bits & 0xFF) / 255
  }

  /// The relative luminance of the Web Content Accessibility Guidelines, 0...1.
  public var luminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  /// Black or white, whichever reads better upon this colour.
  public var ink: Rgb { luminance > 0.2 ? Rgb(0x10151B) : Rgb(0xFFFFFF) }

  private static func linear(_ part: Double) -> Double {
    part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
  }
}

/// Which colour is whose.
public enum Palette {
  /// What lies behind words over a picture.
  public static let ground = Rgb(0x0C1014)
  private static let scores = [0xD1491A, 0xEE9A3A, 0xF2D74E, 0x63BDE6, 0x1E78D2].map { Rgb($0) }
  private static let unknown = Rgb(0x98A2AD)

  /// Returns the colour of a score of 1 to 5; grey for none.
  public static func score(_ value: Int?) -> Rgb {
    guard let value, (1...5).contains(value) else { return unknown }
    return scores[value - 1]
  }

  /// Returns the colour of a kind of object over the picture.
  public static func object(_ kind: ObjectClass) -> Rgb {
    switch kind {
    case .player: Rgb(0xF5F7FA)
    case .racket: Rgb(0x57D9C4)
    case .ball: Rgb(0xF6F04A)
    case .racketHead: Rgb(0xFF8AD8)
    }
  }
}
