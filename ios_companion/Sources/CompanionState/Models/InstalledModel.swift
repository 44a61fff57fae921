/// A detector on the phone, and what is known of it.

import Foundation
import ParityCheck
import SweetspotModels

/// What this phone's own check of a detector said.
public struct DeviceVerdict: Codable, Equatable, Hashable, Sendable {
  /// Whether it computes here what it computes on the laptop.
  public let passed: Bool
  /// In a coach's words, as "40 of 40 frames: same boxes; largest shift 0.3 px".
  public let words: String
  /// Golden frames that were looked at.
  public let frames: Int
  /// Median milliseconds of a frame; nil without one.
  public let medianMs: Double?
  /// Milliseconds of the slowest frame; nil without one.
  public let slowestMs: Double?

  /// Makes a verdict of its parts.
  public init(passed: Bool, words: String, frames: Int, medianMs: Double?, slowestMs: Double?) {
    (self.passed, self.words, self.frames) = (passed, words, frames)
    (self.medianMs, self.slowestMs) = (medianMs, slowestMs)
  }

  /// Keeps what a check on this phone said.
  public init(_ proof: ParityVerdict) {
    self.init(
      passed: proof.passed, words: proof.words, frames: proof.frames.count,
      medianMs: proof.medianMs, slowestMs: proof.slowestMs)
  }

  /// A detector that came without anything to check it by.
  static let unchecked = DeviceVerdict(
    passed: false, words: "it came without test pictures, so it could not be tried here",
    frames: 0, medianMs: nil, slowestMs: nil)

  /// How long a frame takes, in words; empty without frames.
  public var speedWords: String {
    guard let medianMs, let slowestMs else { return "" }
    return String(format: "%.1f ms a frame, the slowest %.1f ms", medianMs, slowestMs)
  }
}

/// One detector on the phone.
public struct InstalledModel: Codable, Equatable, Hashable, Sendable, Identifiable {
  /// Its folder's name: the beginning of its bundle's SHA-256.
  public let id: String
  /// Its name in words.
  public let name: String
  /// What it finds: see `ModelManifest.modelHash`.
  public let modelHash: String
  /// SHA-256 of the bundle it came in.
  public let bundle: String
  /// When it came, in seconds since 1970.
  public let importedAt: Double
  /// Whether it had passed the laptop's check.
  public let checkedOnLaptop: Bool
  /// The laptop's word on it.
  public let laptopWords: String
  /// This phone's word on it.
  public let verdict: DeviceVerdict

  /// Why it should not be used without being asked twice; nil where nothing speaks against it.
  public var objection: Problem? {
    if !verdict.passed {
      return Problem(
        "This detector does not compute on this phone what it computes on the laptop: \(verdict.words).",
        hint: "Its scores may be wrong. Export it again on the laptop, or use it all the same.")
    }
    if !checkedOnLaptop {
      return Problem(
        "This detector did not pass the check on the laptop: \(laptopWords).",
        hint: "Its scores may be wrong. Check it on the laptop first, or use it all the same.")
    }
    return nil
  }
}
