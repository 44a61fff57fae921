/// JSON of which only its writer knows what it means.

/// A part of a file that is kept and passed on, not looked into.
public enum JsonValue: Hashable, Sendable {
  /// Nothing.
  case null
  /// Yes or no.
  case bool(Bool)
  /// A whole number.
  case whole(Int)
  /// Any other number.
  case number(Double)
  /// A text.
  case text(String)
  /// Values in their order.
  case list([JsonValue])
  /// Values by name.
  case object([String: JsonValue])
}

extension JsonValue: Codable {
  /// Deeper than anything we write, and shallow enough for the smallest stack.
  private static let deepest = 40

  /// Reads any value; throws `DecodingError` for one that is nested too deeply.
  public init(from decoder: any Decoder) throws {
    let here = try decoder.singleValueContainer()
    guard decoder.codingPath.count <= Self.deepest else {
      throw DecodingError.dataCorruptedError(in: here, debugDescription: "nested too deeply")
    }
    if here.decodeNil() {
      self = .null
    } else if let value = try? here.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? here.decode(Int.self) {
      self = .whole(value)
    } else if let value = try? here.decode(Double.self) {
      self = .number(value)
    } else if let value = try? here.decode(String.self) {
      self = .text(value)
    } else if let value = try? here.decode([JsonValue].self) {
      self = .list(value)
    } else {
      self = .object(try here.decode([String: JsonValue].self))
    }
  }

  /// Writes the value as it was.
  public func encode(to encoder: any Encoder) throws {
    var here = encoder.singleValueContainer()
    switch self {
    case .null: try here.encodeNil()
    case .bool(let value): try here.encode(value)
    case .whole(let value): try here.encode(value)
    case .number(let value): try here.encode(value)
    case .text(let value): try here.encode(value)
    case .list(let value): try here.encode(value)
    case .object(let value): try here.encode(value)
    }
  }
}
