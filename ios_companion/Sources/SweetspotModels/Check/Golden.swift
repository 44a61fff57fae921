/// Golden frames: pictures as the net gets them, with the boxes and hits to expect of them.

import Foundation

/// Where a picture lies in the net's input.
public struct GoldenLetterbox: Codable, Hashable, Sendable {
  /// Width and height of the picture there, in pixels of the input.
  public let fitted: PixelSize
  /// The picture's left and upper edge, in pixels of the input.
  public let margin: [Int]
}

/// One picture of a stretch and what to expect of it.
public struct GoldenFrame: Decodable, Hashable, Sendable {
  /// The PNG's name in the folder of the golden frames.
  public let file: String
  /// Its number in the stretch.
  public let number: Int
  /// Seconds from the stretch's first frame.
  public let timeS: Double
  /// The boxes to expect, best first, also weak ones.
  public let boxes: [GoldenBox]
  /// Boxes of cells that nearly were a peak: as good an answer.
  public let ties: [GoldenBox]

  private enum CodingKeys: String, CodingKey {
    case file, number, timeS, boxes, ties
  }

  /// Reads a frame; one without boxes shows nothing. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    file = try part.decode(String.self, forKey: .file)
    number = try part.decode(Int.self, forKey: .number)
    timeS = try part.decode(Double.self, forKey: .timeS)
    boxes = try part.decode([GoldenBox].self, forKey: .boxes, or: [])
    ties = try part.decode([GoldenBox].self, forKey: .ties, or: [])
  }
}

/// Consecutive frames of one film and the hits to expect in them.
public struct GoldenStretch: Decodable, Hashable, Sendable {
  /// The film's size.
  public let sourceSize: PixelSize
  /// The film's frames in a second.
  public let fps: Double
  /// Where its pictures lie in the net's input.
  public let letterbox: GoldenLetterbox
  /// The frames in their order.
  public let frames: [GoldenFrame]
  /// The hits to expect.
  public let hits: [HitFigure]

  private enum CodingKeys: String, CodingKey {
    case sourceSize, fps, letterbox, frames, hits
  }

  /// Reads a stretch; one without hits has none. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    sourceSize = try part.decode(PixelSize.self, forKey: .sourceSize)
    fps = try part.decode(Double.self, forKey: .fps)
    letterbox = try part.decode(GoldenLetterbox.self, forKey: .letterbox)
    frames = try part.decode([GoldenFrame].self, forKey: .frames)
    hits = try part.decode([HitFigure].self, forKey: .hits, or: [])
    let fitted = letterbox.fitted
    guard letterbox.margin.count == 2, fps > 0,
      [sourceSize, fitted].allSatisfy(\.isPossible)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .letterbox, in: part, debugDescription: "sizes and rates must be positive")
    }
  }
}

/// All golden frames of a detector, `golden/golden.json`; `core/phone/golden.py` describes it.
public struct Golden: Decodable, Hashable, Sendable {
  /// Where the pictures come from, in words.
  public let source: String
  /// The size of every picture: the net's input.
  public let inputSize: PixelSize
  /// The label of each channel.
  public let classes: [String]
  /// The score from which a box is shown, by label.
  public let thresholds: [String: Double]
  /// Pixels of the input for one cell of the maps.
  public let stride: Int
  /// At most so many boxes are taken from one picture.
  public let topK: Int
  /// The share of its threshold from which a box is listed.
  public let weakShare: Double
  /// The films.
  public let stretches: [GoldenStretch]

  private static let newestSchema = 1

  /// Every frame, stretch after stretch.
  public var frames: [GoldenFrame] { stretches.flatMap(\.frames) }

  /// Returns the golden frames in the bytes of `golden.json`; throws `SweetspotError`.
  public static func read(_ data: Data) throws -> Golden {
    try SnakeJson.file(
      Golden.self, from: data, newest: newestSchema, what: "The list of golden frames")
  }

  private enum CodingKeys: String, CodingKey {
    case source, inputSize, classes, thresholds, stride, topK, weakShare, stretches
  }

  /// Reads all golden frames. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    source = try part.decode(String.self, forKey: .source)
    inputSize = try part.decode(PixelSize.self, forKey: .inputSize)
    classes = try part.decode([String].self, forKey: .classes)
    thresholds = try part.decode([String: Double].self, forKey: .thresholds)
    stride = try part.decode(Int.self, forKey: .stride)
    topK = try part.decode(Int.self, forKey: .topK)
    weakShare = try part.decode(Double.self, forKey: .weakShare, or: 0.5)
    stretches = try part.decode([GoldenStretch].self, forKey: .stretches)
    guard inputSize.isPossible, stride > 0, topK > 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .inputSize, in: part, debugDescription: "sizes must be positive")
    }
    let isPlain = stretches.flatMap(\.frames).allSatisfy { BundleName.isPart($0.file[...].utf8) }
    guard isPlain else {
      throw DecodingError.dataCorruptedError(
        forKey: .stretches, in: part, debugDescription: "a frame's file lies elsewhere")
    }
  }
}
