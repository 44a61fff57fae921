/// The film that is recorded while the court is watched.

import Foundation
import Observation
import SweetspotModels

/// Whether a film is being recorded.
public enum RecordingPhase: Equatable, Sendable {
  /// None is.
  case off
  /// Since when, in seconds on the app's clock.
  case running(sinceS: Double)
  /// It ended; its last hits are awaited and it is put away.
  case saving
}

/// A film and the hits that were found while it was recorded.
public struct FinishedRecording: Equatable, Sendable {
  /// The film.
  public let film: RecordedFilm
  /// The hits, on the camera's clock, in the pixels of `hitSize`.
  public let hits: [Hit]
  /// The size that the hits were measured in.
  public let hitSize: PixelSize
  /// What was seen meanwhile, on the camera's clock, in the pixels of `hitSize`.
  public let boxes: BoxLog

  /// Makes a recording of its parts.
  public init(
    film: RecordedFilm, hits: [Hit], hitSize: PixelSize, boxes: BoxLog = BoxLog()
  ) {
    (self.film, self.hits, self.hitSize, self.boxes) = (film, hits, hitSize, boxes)
  }
}

/// Starts and ends films, and waits for the hits of a film's last second before it is put away.
@MainActor
@Observable
public final class FilmDesk {
  /// A film needs some room: about three minutes of it.
  public static let leastFreeBytes = 500_000_000
  /// Hits come so late, and a little more.
  static let hitsComeS = 1.0

  /// Whether a film is being recorded.
  public private(set) var phase = RecordingPhase.off
  /// What went wrong with a film; nil for nothing, and after it was read.
  public var notice: Problem?
  /// The practice that was kept last; nil before the first.
  public private(set) var keptId: String?

  private let recorder: RecorderClient
  private let keep: @Sendable (FinishedRecording) async throws -> String
  private let now: @Sendable () -> Double
  private var ended: RecordedFilm?
  private var boxes = BoxLog()

  /// Makes the desk.
  ///
  /// - Parameters:
  ///   - recorder: Records.
  ///   - keep: Puts a film among the practices and returns the practice's id.
  ///   - now: Gives seconds on a clock that only goes forward.
  public init(
    recorder: RecorderClient, keep: @escaping @Sendable (FinishedRecording) async throws -> String,
    now: @escaping @Sendable () -> Double
  ) {
    (self.recorder, self.keep, self.now) = (recorder, keep, now)
  }

  /// Begins a film.
  public func start() async {
    guard phase == .off else { return }
    guard recorder.freeBytes() >= Self.leastFreeBytes else {
      notice = Problem(
        "There is too little room on this phone for a film.",
        hint: "Delete old practices or other things. Hits are scored all the same.")
      return
    }
    notice = nil
    boxes = BoxLog()
    phase = .running(sinceS: now())
    do {
      try await recorder.start()
    } catch {
      phase = .off
      notice = Problem.of(error, doing: "The film could not be begun")
    }
  }

  /// Ends the film; it is put away as soon as its last hits are known.
  public func stop() async {
    guard case .running = phase else { return }
    phase = .saving
    do {
      ended = try await recorder.stop()
    } catch {
      notice = Problem.of(error, doing: "The film was not saved")
    }
    if ended == nil { phase = .off }
  }

  /// Remembers what was seen in a picture, as long as a film is recorded or awaits its last hits.
  public func note(_ moment: LiveMoment) {
    if phase != .off { boxes.add(moment.seen, moment.tracks) }
  }

  /// Puts an ended film away if hits up to `timeS` of the camera's clock are known.
  public func settle(upTo timeS: Double, hits: [Hit], size: PixelSize?) async {
    guard phase == .saving, let film = ended else { return }
    guard timeS >= (film.timesS.last ?? 0) + Self.hitsComeS else { return }
    ended = nil
    let recording = FinishedRecording(
      film: film, hits: hits, hitSize: size ?? film.size, boxes: boxes)
    boxes = BoxLog()
    do {
      keptId = try await keep(recording)
    } catch {
      notice = Problem.of(error, doing: "The film was not saved")
    }
    phase = .off
  }
}
