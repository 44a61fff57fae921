/// What comes out of a camera: pictures, sound, films, and news of itself.

import Foundation
import SweetspotModels

/// A stretch of sound, one channel.
public struct SoundBlock: Sendable, Equatable {
  /// When its first sample was heard, in seconds on the camera's clock.
  public let timeS: Double
  /// Samples a second.
  public let rateHz: Double
  /// The samples, -1...1.
  public let samples: [Float]

  /// Makes a block of its beginning (s), its rate (Hz) and its samples.
  public init(timeS: Double, rateHz: Double, samples: [Float]) {
    (self.timeS, self.rateHz, self.samples) = (timeS, rateHz, samples)
  }
}

/// A film that was recorded.
public struct Film: Sendable, Equatable {
  /// Where it lies.
  public let place: URL
  /// Its upright size.
  public let size: PixelSize
  /// When each of its pictures was taken, in seconds on the camera's clock; rising.
  public let timesS: [Double]

  /// Makes a film of its place, its size (px) and its pictures' times (s).
  public init(place: URL, size: PixelSize, timesS: [Double]) {
    (self.place, self.size, self.timesS) = (place, size, timesS)
  }
}

/// What a camera tells of itself while it runs.
public enum CaptureEvent: Sendable, Equatable {
  /// No pictures come for a while.
  case interrupted(CaptureBreak)
  /// Pictures come again.
  case resumed
  /// It has stopped and will not go on by itself.
  case failed(SweetspotError)
  /// The film was not written any more; what was written until then is kept.
  case filmBroken(SweetspotError)
}

#if canImport(CoreVideo)
  import CoreVideo

  /// One picture of a camera.
  ///
  /// `@unchecked Sendable`: the camera fills a buffer before it hands it on and not again while
  /// anybody holds it; nobody here writes into one.
  public struct CameraPicture: @unchecked Sendable {
    /// The how manieth it is since the camera began; lost pictures leave gaps.
    public let number: Int
    /// When it was taken, in seconds on the camera's clock.
    public let timeS: Double
    /// The upright picture. Whoever holds it long takes it from the camera, which has only a few.
    public let pixels: CVPixelBuffer

    /// Makes a picture of its number, its time (s) and its pixels, which nobody changes any more.
    public init(number: Int, timeS: Double, pixels: CVPixelBuffer) {
      (self.number, self.timeS, self.pixels) = (number, timeS, pixels)
    }

    /// Its size.
    public var size: PixelSize {
      PixelSize(width: CVPixelBufferGetWidth(pixels), height: CVPixelBufferGetHeight(pixels))
    }
  }

  /// A camera: the phone's own, or one that plays for previews and the simulator.
  public protocol Camera: Sendable {
    /// Returns its news from now on, for one listener; the one before hears no more.
    func events() -> AsyncStream<CaptureEvent>
    /// Returns the sound from now on, for one listener; none comes where the microphone may not be
    /// used.
    func sound() -> AsyncStream<SoundBlock>
    /// Begins and gives pictures to one taker, who never gets an old one: a newer picture takes the
    /// place of one that was not taken. Throws `SweetspotError`.
    func start(_ wish: CaptureWish, withSound: Bool) async throws -> AsyncStream<CameraPicture>
    /// Films in another way from now on; while a film is recorded only the rate changes, for a film
    /// has one size. Throws `SweetspotError`.
    func change(to wish: CaptureWish) async throws
    /// Ends; a film that is being recorded ends, too.
    func stop() async
    /// Begins a film with the next picture. Throws `SweetspotError`.
    func startFilm(at place: URL) async throws
    /// Ends the film; nil where it has no picture. Throws `SweetspotError`.
    func endFilm() async throws -> Film?
    /// What came and what was lost since the beginning.
    func count() async -> FrameCount
  }
#endif
