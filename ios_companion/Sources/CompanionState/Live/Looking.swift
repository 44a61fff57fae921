/// From the camera's pictures to boxes: the newest picture wins, and none ever waits in a line.

import Foundation
import SweetspotModels

/// One picture of the camera on its way to the detector.
public struct CapturedPicture<Picture: Sendable>: Sendable {
  /// The how manieth it is since the camera began; numbers have gaps where pictures were let go.
  public let number: Int
  /// When it was taken, in seconds on the camera's clock.
  public let timeS: Double
  /// Its upright size.
  public let size: PixelSize
  /// The pixels, however the camera holds them.
  public let picture: Picture

  /// Makes a picture of its parts.
  public init(number: Int, timeS: Double, size: PixelSize, picture: Picture) {
    (self.number, self.timeS, self.size, self.picture) = (number, timeS, size, picture)
  }
}

/// What the detector saw in one picture.
public struct SeenFrame: Equatable, Sendable {
  /// The picture's number since the camera began.
  public let number: Int
  /// When it was taken, in seconds on the camera's clock.
  public let timeS: Double
  /// The picture's upright size; the boxes are in its pixels.
  public let size: PixelSize
  /// The boxes above their thresholds, and weaker ones for the tracker.
  public let boxes: [Detection]
  /// How long the detector took, in seconds.
  public let tookS: Double
  /// Pictures that were let go since the one before.
  public let letGo: Int

  /// Makes what was seen of its parts.
  public init(
    number: Int, timeS: Double, size: PixelSize, boxes: [Detection], tookS: Double = 0,
    letGo: Int = 0
  ) {
    (self.number, self.timeS, self.size) = (number, timeS, size)
    (self.boxes, self.tookS, self.letGo) = (boxes, tookS, letGo)
  }
}

/// A place for one picture: a newer one takes the place of one that nobody has looked at.
public struct NewestPicture<Picture: Sendable>: Sendable {
  /// The pictures for whoever looks at them.
  public let pictures: AsyncStream<CapturedPicture<Picture>>
  private let place: AsyncStream<CapturedPicture<Picture>>.Continuation

  /// Makes an empty place.
  public init() {
    (pictures, place) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Puts a picture there, from any thread, without ever waiting.
  public func put(_ picture: CapturedPicture<Picture>) { place.yield(picture) }

  /// Says that no more will come.
  public func end() { place.finish() }
}

/// Returns what `detect` sees in the pictures, one after the other.
///
/// Ends when they do, or with what `detect` throws. `clock` gives seconds.
public func looking<Picture: Sendable>(
  at pictures: AsyncStream<CapturedPicture<Picture>>,
  clock: @escaping @Sendable () -> Double,
  detect: @escaping @Sendable (CapturedPicture<Picture>) async throws -> [Detection]
) -> AsyncThrowingStream<SeenFrame, any Error> {
  AsyncThrowingStream { seen in
    let work = Task {
      var last: Int?
      do {
        for await picture in pictures {
          let beganS = clock()
          let boxes = try await detect(picture)
          let gone = last.map { max(0, picture.number - $0 - 1) } ?? 0
          last = picture.number
          seen.yield(
            SeenFrame(
              number: picture.number, timeS: picture.timeS, size: picture.size, boxes: boxes,
              tookS: clock() - beganS, letGo: gone))
        }
        seen.finish()
      } catch {
        seen.finish(throwing: error)
      }
    }
    seen.onTermination = { _ in work.cancel() }
  }
}
