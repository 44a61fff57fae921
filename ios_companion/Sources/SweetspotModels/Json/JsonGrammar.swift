/// Whether bytes are JSON (RFC 8259) at all, before anything else looks at them.

import Foundation

/// A reader of JSON that keeps nothing.
///
/// Foundation's decoder of Swift 6.0 traps on a key with half of a surrogate pair, which a damaged
/// or malicious file can hold. What this grammar lets through is plain JSON in UTF-8, so deep at
/// most that the smallest stack bears it.
struct JsonGrammar {
  private static let deepest = 60

  private let bytes: UnsafeRawBufferPointer
  private var at = 0

  /// Throws `DecodingError` unless `data` is one JSON value and nothing else.
  static func check(_ data: Data) throws {
    let isJson = data.withUnsafeBytes { raw in
      var grammar = JsonGrammar(bytes: raw)
      return grammar.isWhole()
    }
    guard isJson, String(data: data, encoding: .utf8) != nil else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "it is no JSON"))
    }
  }

  private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func isWhole() -> Bool {
    guard takeValue(depth: 0) else { return false }
    skipBlanks()
    return at == bytes.count
  }

  private mutating func takeValue(depth: Int) -> Bool {
    guard depth <= Self.deepest else { return false }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return takeParts(until: UInt8(ascii: "}"), named: true, depth: depth)
    case UInt8(ascii: "["): return takeParts(until: UInt8(ascii: "]"), named: false, depth: depth)
    case UInt8(ascii: "\""): return takeText()
    case UInt8(ascii: "t"): return take("true")
    case UInt8(ascii: "f"): return take("false")
    case UInt8(ascii: "n"): return take("null")
    default: return takeNumber()
    }
  }

  /// Takes an object's or a list's parts, from the opening bracket to the closing one.
  private mutating func takeParts(until end: UInt8, named: Bool, depth: Int) -> Bool {
    at += 1
    skipBlanks()
    if take(end) { return true }
    while true {
      if named {
        skipBlanks()
        guard takeText() else { return false }
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { return false }
      }
      guard takeValue(depth: depth + 1) else { return false }
      skipBlanks()
      if take(end) { return true }
      guard take(UInt8(ascii: ",")) else { return false }
    }
  }

  private mutating func takeText() -> Bool {
    guard take(UInt8(ascii: "\"")) else { return false }
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"):
        guard takeEscape() else { return false }
      case 0..<0x20: return false
      default: break
      }
    }
    return false
  }

  /// Takes what follows a backslash; of a pair of surrogates both halves.
  private mutating func takeEscape() -> Bool {
    guard let kind = next else { return false }
    at += 1
    guard kind == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(kind) }
    guard let unit = takeUnit() else { return false }
    switch unit {
    case 0xD800..<0xDC00:
      guard take("\\u"), let low = takeUnit() else { return false }
      return (0xDC00..<0xE000).contains(low)
    case 0xDC00..<0xE000: return false
    default: return true
    }
  }

  /// Takes four hexadecimal digits.
  private mutating func takeUnit() -> Int? {
    var unit = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        return nil
      }
      unit = unit << 4 | digit
      at += 1
    }
    return unit
  }

  private mutating func takeNumber() -> Bool {
    _ = take(UInt8(ascii: "-"))
    guard take(UInt8(ascii: "0")) || takeDigits() else { return false }
    if take(UInt8(ascii: ".")), !takeDigits() { return false }
    guard take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) else { return true }
    _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
    return takeDigits()
  }

  private mutating func takeDigits() -> Bool {
    let start = at
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
    return at > start
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  private mutating func take(_ word: StaticString) -> Bool {
    word.withUTF8Buffer { letters in letters.allSatisfy { take($0) } }
  }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte), byte != 0x0B, byte != 0x0C
    {
      at += 1
    }
  }
}
