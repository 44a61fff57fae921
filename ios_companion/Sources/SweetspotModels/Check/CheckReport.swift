/// The laptop's check of an export, `check.json`, as far as the phone asks for it.

import Foundation

/// One fault: what happened and what to do.
public struct CheckReason: Decodable, Hashable, Sendable {
  /// The fault, for programs.
  public let fault: String
  /// What is wrong, in plain words.
  public let message: String
}

/// The boxes of one golden frame on two sides.
public struct CheckedFrame: Decodable, Hashable, Sendable {
  /// Boxes that both sides show.
  public let matched: Int
  /// Boxes decided by a hair either way.
  public let onEdge: Int
  /// The largest way of an edge, in pixels of the golden picture.
  public let shiftPx: Double
  /// Whether both sides show the same.
  public let passed: Bool
}

/// One hit on two sides.
public struct CheckedHit: Decodable, Hashable, Sendable {
  /// Whether both sides score it the same.
  public let passed: Bool
}

/// One runtime against PyTorch on all golden frames.
public struct CheckedRuntime: Decodable, Hashable, Sendable {
  /// What computed: `coreml`, `onnx` and so on.
  public let runtime: String
  /// The golden frames.
  public let frames: [CheckedFrame]
  /// The hits.
  public let hits: [CheckedHit]
  /// What speaks against it.
  public let reasons: [CheckReason]

  private enum CodingKeys: String, CodingKey {
    case runtime, frames, hits, reasons
  }

  /// Reads a runtime's part of a check. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    runtime = try part.decode(String.self, forKey: .runtime)
    frames = try part.decode([CheckedFrame].self, forKey: .frames, or: [])
    hits = try part.decode([CheckedHit].self, forKey: .hits, or: [])
    reasons = try part.decode([CheckReason].self, forKey: .reasons, or: [])
  }

  /// Whether nothing speaks against it; what compared no frame proves nothing.
  public var passed: Bool { !frames.isEmpty && reasons.isEmpty }

  /// The figures in a coach's words; what is wrong first, where something is.
  public var verdict: String {
    if let first = reasons.first { return first.message }
    return CheckWords.figures(
      frames: frames.map(\.passed), matched: frames.map(\.matched), onEdge: frames.map(\.onEdge),
      shiftPx: frames.map(\.shiftPx), hits: hits.map(\.passed))
  }
}

/// Whether an export computes what the net computes: the laptop's proof.
public struct CheckReport: Decodable, Hashable, Sendable {
  /// SHA-256 of each checked file, by its path in the model's folder.
  public let files: [String: String]
  /// What was compared.
  public let runtimes: [CheckedRuntime]
  /// Faults of files and descriptions.
  public let reasons: [CheckReason]

  private static let newestSchema = 1
  private static let leadingOrder = ["coreml_mac", "coreml", "onnx", "onnx_int8"]

  private enum CodingKeys: String, CodingKey {
    case files, runtimes, reasons
  }

  /// Reads a check. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    files = try part.decode([String: String].self, forKey: .files)
    runtimes = try part.decode([CheckedRuntime].self, forKey: .runtimes)
    reasons = try part.decode([CheckReason].self, forKey: .reasons, or: [])
  }

  /// Returns the check in the bytes of `check.json`; throws `SweetspotError`.
  public static func read(_ data: Data) throws -> CheckReport {
    try SnakeJson.file(CheckReport.self, from: data, newest: newestSchema, what: "The check")
  }

  /// Whether what goes to the phone is right: files, descriptions and the Core ML package.
  public var provesPhone: Bool {
    part(of: "coreml")?.passed == true && phoneReasons.isEmpty
  }

  /// The verdict in words, as far as it is a phone's concern.
  public var phoneVerdict: String {
    if let first = phoneReasons.first { return first.message }
    if !provesPhone, let first = allReasons.first { return first.message }
    let leading = Self.leadingOrder.lazy.compactMap(part).first
    return leading?.verdict ?? "Nothing was compared."
  }

  private var phoneReasons: [CheckReason] {
    reasons + ["coreml", "coreml_mac"].compactMap(part).flatMap(\.reasons)
  }

  private var allReasons: [CheckReason] { reasons + runtimes.flatMap(\.reasons) }

  private func part(of runtime: String) -> CheckedRuntime? {
    runtimes.first { $0.runtime == runtime }
  }
}
