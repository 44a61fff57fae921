/// From the camera's pictures to boxes: the newest picture wins, and none ever waits in a line.

import Foundation
import SweetspotModels

/// One picture of a camera on its way to the detector.
public protocol TakenPicture: Sendable {
  /// The how manieth it is since the camera began; numbers have gaps where pictures were let go.
  var number: Int { get }
  /// When it was taken, in seconds on the camera's clock.
  var timeS: Double { get }
  /// Its upright size.
  var size: PixelSize { get }
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

/// Returns what `detect` sees in the pictures, one after the other.
///
/// `pictures` hold at most the newest that nobody has looked at. Ends when they do, or with what
/// `detect` throws. `clock` gives seconds.
public func looking<Picture: TakenPicture>(
  at pictures: AsyncStream<Picture>,
  clock: @escaping @Sendable () -> Double,
  detect: @escaping @Sendable (Picture) async throws -> [Detection]
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
