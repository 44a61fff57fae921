/// JSON letter by letter as Python's `json.dumps` writes it: hashes are made of its text.

enum PythonJson {
  /// Returns an object of numbers, sorted by name.
  static func object(_ numbers: [String: Double]) -> String {
    let sorted = numbers.sorted {
      $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars)
    }
    return "{" + sorted.map { "\(text($0.key)): \(number($0.value))" }.joined(separator: ", ") + "}"
  }

  /// Returns a text in quotes, in ASCII.
  static func text(_ value: String) -> String {
    var told = "\""
    for unit in value.utf16 {
      switch unit {
      case 0x22: told += "\\\""
      case 0x5C: told += "\\\\"
      case 0x0A: told += "\\n"
      case 0x0D: told += "\\r"
      case 0x09: told += "\\t"
      case 0x08: told += "\\b"
      case 0x0C: told += "\\f"
      case 0x20..<0x7F: told.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        told += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return told + "\""
  }

  /// Returns a number in the fewest digits that name it.
  ///
  /// Both languages write the same below 1e16, where Python changes to powers of ten.
  static func number(_ value: Double) -> String {
    "\(value)"
  }
}
