/// Points and boxes in pixels of the upright picture: origin top left, x to the right, y down.

import Foundation

/// A place, a direction or an offset: in JSON a list of two numbers.
public struct Point: Hashable, Sendable {
  /// The horizontal part, growing to the right.
  public var x: Double
  /// The vertical part, growing downwards.
  public var y: Double

  /// Makes a point of its two parts.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// The distance from (0, 0).
  public var length: Double { hypot(x, y) }
}

/// A box by two of its corners, in pixels unless said otherwise: in JSON a list of four numbers.
public struct Box: Hashable, Sendable {
  /// The left edge.
  public var x0: Double
  /// The upper edge.
  public var y0: Double
  /// The right edge.
  public var x1: Double
  /// The lower edge.
  public var y1: Double

  /// Makes a box of its edges: left, upper, right, lower.
  public init(x0: Double, y0: Double, x1: Double, y1: Double) {
    self.x0 = x0
    self.y0 = y0
    self.x1 = x1
    self.y1 = y1
  }

  /// Makes the box of this width and height around a centre.
  public init(around centre: Point, width: Double, height: Double) {
    self.init(
      x0: centre.x - width / 2, y0: centre.y - height / 2,
      x1: centre.x + width / 2, y1: centre.y + height / 2)
  }

  /// From the left edge to the right; negative in a box that is inside out.
  public var width: Double { x1 - x0 }
  /// From the upper edge to the lower; negative in a box that is inside out.
  public var height: Double { y1 - y0 }
  /// The mean of width and height.
  public var meanSide: Double { (x1 - x0 + y1 - y0) / 2 }
  /// The point in the middle.
  public var centre: Point { Point(x: (x0 + x1) / 2, y: (y0 + y1) / 2) }
  /// The edges in the order of the files: left, upper, right, lower.
  public var edges: [Double] { [x0, y0, x1, y1] }

  /// Returns intersection over union with another box; 0 where either has no area.
  public func overlap(with other: Box) -> Double {
    let width = min(x1, other.x1) - max(x0, other.x0)
    let height = min(y1, other.y1) - max(y0, other.y0)
    guard width > 0, height > 0 else { return 0 }
    let both = width * height
    let areas = (x1 - x0) * (y1 - y0) + (other.x1 - other.x0) * (other.y1 - other.y0)
    return both / (areas - both)
  }

  /// Returns the largest way that an edge moves from this box to another, in their unit.
  public func shift(to other: Box) -> Double {
    max(max(abs(x0 - other.x0), abs(y0 - other.y0)), max(abs(x1 - other.x1), abs(y1 - other.y1)))
  }
}

/// A width and a height in whole pixels: in JSON a list of two numbers.
public struct PixelSize: Hashable, Sendable {
  /// Pixels from left to right.
  public var width: Int
  /// Pixels from top to bottom.
  public var height: Int

  /// Makes a size of its two sides, in pixels.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Whether a picture can have this size: both sides are there and below 16 385.
  var isPossible: Bool {
    (1...Self.largestSide).contains(width) && (1...Self.largestSide).contains(height)
  }

  private static let largestSide = 16_384
}
