/// The frame before: a net with a memory is shown it, as `core/detections/in_order.py` does it.

import SweetspotModels

/// Remembers the newest input that the net was shown, of frames that come in order.
public struct FrameMemory<Input> {
  /// Frames apart at most: where frames are dropped, an older picture still shows what moved.
  public static var longestGap: Int { 3 }

  private var seen: (number: Int, size: PixelSize, input: Input)?

  /// Remembers nothing yet.
  public init() {}

  /// Returns what to show beside an input: the one before it, or itself where nothing has moved.
  ///
  /// - Parameters:
  ///   - input: What the net is to look at, which is remembered.
  ///   - number: The frame's number.
  ///   - size: The size of the picture it was made of; pictures of another size are no memory.
  /// - Returns: The frame before, or `input`.
  public mutating func previous(for input: Input, number: Int, size: PixelSize) -> Input {
    defer { seen = (number, size, input) }
    guard let seen, seen.size == size, (1...Self.longestGap).contains(number - seen.number)
    else { return input }
    return seen.input
  }

  /// Forgets all, as before another film.
  public mutating func forget() { seen = nil }
}
