/// Reads the golden cases that Python wrote into `resources/vectors`.

import Foundation

public enum VectorFile {
  /// The folder with the cases, beside this package in the checkout.
  public static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent()
    .appending(path: "../../../resources/vectors")
    .standardizedFileURL

  /// Returns the bytes of one file, such as `decode.json`.
  public static func data(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }

  /// Returns one file as a value; keys are in snake case there and in camel case here.
  public static func read<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: data(name))
  }
}
