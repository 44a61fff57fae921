/// JSON as the laptop writes and reads it: names in snake case, numbers that are numbers.

import Foundation

/// Values to and from the JSON of Sweetspot's files.
public enum SnakeJson {
  /// Returns the value that stands in `data`; throws `DecodingError` for anything else.
  ///
  /// Names that the value does not know are passed over. NaN and infinities are refused.
  public static func value<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
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
