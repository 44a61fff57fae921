/// What the phone tells the laptop after it has repeated the check on its own chip.

import Foundation

/// One golden frame on the phone.
public struct PhoneFrame: Codable, Hashable, Sendable {
  /// The PNG's name.
  public let file: String
  /// Milliseconds of the prediction with its decoding.
  public let ms: Double
  /// The boxes from their thresholds on, best first, in pixels of the golden picture.
  public let boxes: [GoldenBox]

  /// Makes a frame of its file, its milliseconds and its boxes from the thresholds on.
  public init(file: String, ms: Double, boxes: [GoldenBox]) {
    self.file = file
    self.ms = ms
    self.boxes = boxes
  }
}

/// A stretch of golden frames, in golden.json's order, with the hits the phone found in it.
public struct PhoneStretch: Codable, Hashable, Sendable {
  /// The frames in their order.
  public let frames: [PhoneFrame]
  /// What the phone's hit engine found.
  public let hits: [HitFigure]

  /// Makes a stretch of its frames and hits.
  public init(frames: [PhoneFrame], hits: [HitFigure]) {
    self.frames = frames
    self.hits = hits
  }
}

/// Which phone it is.
public struct PhoneDevice: Codable, Hashable, Sendable {
  /// What its owner calls it.
  public let name: String
  /// The model's identifier, such as `iPhone15,2`.
  public let model: String
  /// The system and its version.
  public let system: String
  /// This app's version.
  public let app: String

  /// Makes a phone's names; what the laptop could not show is left out of them.
  public init(name: String, model: String, system: String, app: String) {
    self.name = PhoneReport.printable(name)
    self.model = PhoneReport.printable(model)
    self.system = PhoneReport.printable(system)
    self.app = PhoneReport.printable(app)
  }
}

/// A phone's own check of one bundle; `TRANSFER.md` describes its JSON.
public struct PhoneReport: Codable, Hashable, Sendable {
  /// SHA-256 of the bundle's file.
  public let bundle: String
  /// Which phone it is.
  public let device: PhoneDevice
  /// The phone's own verdict.
  public let passed: Bool
  /// Stretches in golden.json's order, all of them.
  public let stretches: [PhoneStretch]
  /// What computed: `all`, `cpuAndNeuralEngine` and so on.
  public let units: String
  /// The form of the report.
  public let schema: Int

  private static let mostBoxes = 300
  private static let longestText = 120

  /// Makes the report on a bundle with this SHA-256; of a frame's boxes the best 300 stay.
  public init(
    bundle: String, device: PhoneDevice, passed: Bool, stretches: [PhoneStretch], units: String
  ) {
    self.bundle = bundle
    self.device = device
    self.passed = passed
    self.units = Self.printable(units)
    self.stretches = stretches.map { stretch in
      let frames = stretch.frames.map { frame in
        PhoneFrame(
          file: frame.file, ms: frame.ms, boxes: Array(frame.boxes.prefix(Self.mostBoxes)))
      }
      return PhoneStretch(frames: frames, hits: stretch.hits)
    }
    schema = 1
  }

  /// Every frame, stretch after stretch.
  public var frames: [PhoneFrame] { stretches.flatMap(\.frames) }

  /// Returns the body to post; throws `EncodingError` for a number that is not finite.
  public func body() throws -> Data { try SnakeJson.data(self) }

  /// Returns what a window and a terminal can show of a text: 120 letters, none that act.
  static func printable(_ text: String) -> String {
    let shown = text.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
        .paragraphSeparator:
        false
      case .spaceSeparator: scalar == " "
      default: true
      }
    }
    return String(String.UnicodeScalarView(shown.prefix(longestText)))
  }
}
