/// The manifest of a detector: all that the app knows of a net.

import Foundation

/// One detector's description, `manifest.json`.
///
/// The names are those of `core/detections/model_manifest.py`.
public struct ModelManifest: Codable, Hashable, Sendable {
  /// The newest form that this app reads.
  public static let newestSchema = 3

  /// The detector's name in words.
  public var name: String
  /// The label of each channel of the first output.
  public var classes: [String]
  /// Width of the net's own input, in pixels.
  public var inputWidth: Int
  /// Height of the net's own input, in pixels.
  public var inputHeight: Int
  /// The score from which a box is shown, by label.
  public var thresholds: [String: Double]
  /// The laptop's weights; the phone has others.
  public var onnx: String
  /// Whether the laptop's weights take inputs of any size.
  public var dynamicInput: Bool
  /// Whether the net is shown the frame before, too.
  public var memory: Bool
  /// Pixels of the input for one cell of the maps.
  public var stride: Int
  /// What is taken from each channel, of values in 0...1; inside the net already.
  public var mean: [Double]
  /// What each channel is divided by; inside the net already.
  public var std: [Double]
  /// The names of the outputs: heat maps, offsets, sizes.
  public var outputs: [String]
  /// At most so many boxes are taken from one picture.
  public var topK: Int
  /// What the net is made of, as one name.
  public var arch: String
  /// SHA-256 of each file, by its name with slashes.
  public var files: [String: String]
  /// The training it comes from.
  public var run: [String: JsonValue]
  /// How well it finds things.
  public var metrics: [String: JsonValue]
  /// The phone's package; nil where nothing was exported for the phone.
  public var phone: PhoneModel?
  /// The form of the file.
  public var schema: Int

  /// The score from which boxes of a class are shown, where the manifest names none.
  public static let defaultThreshold = 0.3

  /// Returns the score from which boxes with this label are shown.
  public func threshold(of label: String) -> Double {
    thresholds[label] ?? Self.defaultThreshold
  }

  /// Identity of what the detector finds: its weights and how their maps are read.
  public var modelHash: String {
    let limits = PythonJson.object(thresholds)
    let weights = PythonJson.text(files[onnx] ?? "")
    let told = "[\(weights), [\(inputWidth), \(inputHeight), \(limits), \(topK)]]"
    return Sha256.hex(of: Data(told.utf8))
  }

  /// Returns the manifest in `data`; throws `SweetspotError` for a newer or damaged one.
  public static func read(_ data: Data) throws -> ModelManifest {
    try SnakeJson.file(
      ModelManifest.self, from: data, newest: newestSchema, what: "The detector's description")
  }

  /// Reads a manifest; what has a default may be absent. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    name = try part.decode(String.self, forKey: .name)
    classes = try part.decode([String].self, forKey: .classes)
    inputWidth = try part.decode(Int.self, forKey: .inputWidth)
    inputHeight = try part.decode(Int.self, forKey: .inputHeight)
    thresholds = try part.decode([String: Double].self, forKey: .thresholds)
    onnx = try part.decode(String.self, forKey: .onnx, or: "model.onnx")
    dynamicInput = try part.decode(Bool.self, forKey: .dynamicInput, or: true)
    memory = try part.decode(Bool.self, forKey: .memory, or: false)
    stride = try part.decode(Int.self, forKey: .stride, or: 4)
    mean = try part.decode([Double].self, forKey: .mean, or: [0.5, 0.5, 0.5])
    std = try part.decode([Double].self, forKey: .std, or: [0.5, 0.5, 0.5])
    outputs = try part.decode(
      [String].self, forKey: .outputs, or: ["output_hmap", "output_regs", "output_w_h_"])
    topK = try part.decode(Int.self, forKey: .topK, or: 100)
    arch = try part.decode(String.self, forKey: .arch, or: "")
    files = try part.decode([String: String].self, forKey: .files, or: [:])
    run = try part.decode([String: JsonValue].self, forKey: .run, or: [:])
    metrics = try part.decode([String: JsonValue].self, forKey: .metrics, or: [:])
    schema = try part.decode(Int.self, forKey: .schema)
    let isExported = try part.decode([String: JsonValue].self, forKey: .phone, or: [:])
    phone = isExported.isEmpty ? nil : try part.decode(PhoneModel.self, forKey: .phone)
    guard mean.count == 3, std.count == 3, outputs.count == 3 else {
      throw DecodingError.dataCorruptedError(
        forKey: .outputs, in: part, debugDescription: "three outputs and channels are expected")
    }
    // Whoever makes room for pictures and maps divides and multiplies by these.
    let sizes =
      [PixelSize(width: inputWidth, height: inputHeight)] + (phone.map { [$0.inputSize] } ?? [])
    guard sizes.allSatisfy(\.isPossible), (1...64).contains(stride), (1...10_000).contains(topK)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .stride, in: part, debugDescription: "sizes must be those of pictures")
    }
  }
}
