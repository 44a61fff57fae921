/// JSON as the laptop writes and reads it: names in snake case, numbers that are numbers.

import Foundation

/// Values to and from the JSON of Sweetspot's files.
public enum SnakeJson {
  /// Returns the value that stands in `data`; throws `DecodingError` for anything else.
  ///
  /// Names that the value does not know are passed over. NaN and infinities are refused.
  public static func value<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    try JsonGrammar.check(data)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: data)
  }

  /// Returns a value's JSON in UTF-8, its names sorted; throws `EncodingError` for a number that
  /// is not finite.
  public static func data<Value: Encodable>(_ value: Value, readable: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if readable { encoder.outputFormatting.insert(.prettyPrinted) }
    return try encoder.encode(value)
  }
}

extension KeyedDecodingContainer {
  /// Returns what stands under `key`, or `standard` where there is nothing; null is refused.
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key, or standard: Value) throws
    -> Value
  {
    contains(key) ? try decode(type, forKey: key) : standard
  }
}

extension SnakeJson {
  /// What every file of Sweetspot says of its own form.
  private struct Form: Decodable {
    let schema: Int
  }

  /// Returns the value in a file that names its schema.
  ///
  /// `what` is what a person calls the file, at the beginning of a sentence. Throws
  /// `SweetspotError` where the schema is above `newest`, and for anything that is not whole.
  static func file<Value: Decodable>(
    _ type: Value.Type, from data: Data, newest: Int, what: String,
    hint: String = "Ask for the file again from where it came."
  ) throws -> Value {
    do {
      let schema = try value(Form.self, from: data).schema
      if schema > newest {
        throw SweetspotError(
          .newer, "\(what) was made by a newer Sweetspot.", hint: "Update the app to use it.")
      }
      if schema < 1 {
        throw SweetspotError(.damaged, "\(what) has an impossible form.", hint: hint)
      }
      return try value(type, from: data)
    } catch let error as DecodingError {
      throw SweetspotError(.damaged, "\(what) is damaged (\(error.plainWords)).", hint: hint)
    }
  }
}

extension DecodingError {
  /// Which part did not fit, in a few words.
  var plainWords: String {
    switch self {
    case .keyNotFound(let key, _): "it lacks “\(key.stringValue)”"
    case .typeMismatch(_, let at), .valueNotFound(_, let at):
      "“\(Self.place(at))” is of another kind"
    case .dataCorrupted(let at):
      at.codingPath.isEmpty ? "it is no JSON" : "“\(Self.place(at))” cannot be read"
    @unknown default: "it cannot be read"
    }
  }

  private static func place(_ context: Context) -> String {
    context.codingPath.suffix(3).map { $0.intValue.map(String.init) ?? $0.stringValue }
      .joined(separator: ".")
  }
}
