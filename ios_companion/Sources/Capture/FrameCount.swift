/// Numbers for pictures, and a count of those that were lost on the way.

/// Counts a camera's pictures: those that came, those that the camera could not deliver, and those
/// that nobody took before a newer one came.
public struct FrameCount: Equatable, Sendable {
  /// Pictures that the camera delivered.
  public private(set) var delivered = 0
  /// Pictures that the camera let go before they came here: it was too slow, or its memory full.
  public private(set) var lost = 0
  /// Pictures that came and were replaced by a newer one before anybody looked.
  public private(set) var replaced = 0
  private var lastTimeS: Double?

  /// Begins with nothing.
  public init() {}

  /// Counts a picture and returns its number; nil for one that is not later than the one before.
  ///
  /// Lost pictures have numbers, too, so that a number says how far apart two pictures are.
  public mutating func deliver(timeS: Double) -> Int? {
    if let lastTimeS, timeS <= lastTimeS || !timeS.isFinite { return nil }
    lastTimeS = timeS
    delivered += 1
    return delivered + lost - 1
  }

  /// Counts a picture that the camera let go.
  public mutating func lose() { lost += 1 }

  /// Counts a picture that nobody looked at.
  public mutating func replace() { replaced += 1 }
}

/// Why the camera stopped giving pictures for a while.
public enum CaptureBreak: Equatable, Sendable {
  /// A call, or another app that has the camera.
  case takenByAnother
  /// The app is not in front.
  case inBackground
  /// Two apps side by side.
  case besideAnotherApp
  /// The phone is too warm.
  case tooWarm
  /// Something else.
  case other

  /// What to tell, in a sentence or two.
  public var words: String {
    switch self {
    case .takenByAnother:
      "Another app has the camera, perhaps a call. It goes on by itself afterwards."
    case .inBackground: "The camera rests while Sweetspot is not in front."
    case .besideAnotherApp:
      "The camera rests while another app is beside Sweetspot. Give it the whole screen."
    case .tooWarm:
      "The phone is too warm for the camera. Put it in the shade; what was filmed is kept."
    case .other: "The camera has stopped for a moment. What was filmed is kept."
    }
  }
}
