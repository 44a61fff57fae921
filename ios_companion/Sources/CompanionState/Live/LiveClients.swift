/// What the Live screen needs of the phone, as closures.

import Foundation
import SweetspotModels

/// A stretch of the camera's sound, one channel.
public struct HeardSound: Equatable, Sendable {
  /// When its first sample was heard, in seconds on the camera's clock.
  public let timeS: Double
  /// Samples a second.
  public let rateHz: Double
  /// The samples, -1...1.
  public let samples: [Float]

  /// Makes a stretch of its beginning (s), its rate (Hz) and its samples.
  public init(timeS: Double, rateHz: Double, samples: [Float]) {
    (self.timeS, self.rateHz, self.samples) = (timeS, rateHz, samples)
  }
}

/// Camera and detector together.
public struct WatchClient: Sendable {
  /// Starts the camera, with its sound if wanted, and the detector in use; what is seen comes until
  /// `stop`.
  ///
  /// Throws a `Problem` where either cannot be had; the stream throws one when it breaks off.
  public var start:
    @Sendable (_ quality: CaptureQuality, _ withSound: Bool) async throws ->
      AsyncThrowingStream<SeenFrame, any Error>
  /// Returns the camera's sound from now on; none comes where it may not be used.
  public var sound: @Sendable () -> AsyncStream<HeardSound>
  /// Goes on with another quality, without stopping.
  public var change: @Sendable (CaptureQuality) async throws -> Void
  /// Stops both.
  public var stop: @Sendable () async -> Void
  /// Returns how warm the phone is.
  public var warmth: @Sendable () -> Warmth

  /// Makes a client of its closures.
  public init(
    start: @escaping @Sendable (_ quality: CaptureQuality, _ withSound: Bool) async throws ->
      AsyncThrowingStream<SeenFrame, any Error>,
    sound: @escaping @Sendable () -> AsyncStream<HeardSound> = { AsyncStream { $0.finish() } },
    change: @escaping @Sendable (CaptureQuality) async throws -> Void,
    stop: @escaping @Sendable () async -> Void,
    warmth: @escaping @Sendable () -> Warmth
  ) {
    (self.start, self.sound, self.change) = (start, sound, change)
    (self.stop, self.warmth) = (stop, warmth)
  }
}

/// A film that has been recorded, not yet in the list of practices.
public struct RecordedFilm: Equatable, Sendable {
  /// Where it lies for now.
  public var place: URL
  /// Its upright size.
  public var size: PixelSize
  /// When each of its pictures was taken, in seconds on the camera's clock; rising.
  public var timesS: [Double]

  /// Makes a film of its parts.
  public init(place: URL, size: PixelSize, timesS: [Double]) {
    (self.place, self.size, self.timesS) = (place, size, timesS)
  }
}

/// The film that is being recorded.
public struct RecorderClient: Sendable {
  /// Begins a film with the camera's next picture.
  public var start: @Sendable () async throws -> Void
  /// Ends the film and returns it; nil where it has no picture.
  public var stop: @Sendable () async throws -> RecordedFilm?
  /// Returns the bytes that are free for it.
  public var freeBytes: @Sendable () -> Int

  /// Makes a client of its closures.
  public init(
    start: @escaping @Sendable () async throws -> Void,
    stop: @escaping @Sendable () async throws -> RecordedFilm?,
    freeBytes: @escaping @Sendable () -> Int
  ) {
    (self.start, self.stop, self.freeBytes) = (start, stop, freeBytes)
  }
}
