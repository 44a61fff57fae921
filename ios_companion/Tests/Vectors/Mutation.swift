/// The same damage in every run, for tests of whoever reads other people's bytes.

import Foundation

extension Data {
  /// Numbers that programs stumble over, as bytes.
  private static let odd: [[UInt8]] = [
    [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80],
    [0xFF, 0xFF], [0xFE, 0xFF, 0xFF, 0xFF], [1, 0, 0, 0],
  ]
  private static let numbers = [
    "-1", "0", "-0.0", "1e999", "9223372036854775807", "9223372036854775808", "1e-400", "0.5",
    "-9223372036854775808", "2147483648", "1e15", "-1e300", "1e308",
  ]
  private static let texts = [
    "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"..\"", "\"/\"", "\"ball\"", "\"🎾\"",
  ]
  private static let words = numbers + texts + ["null", "true", "[]", "{}", "[[[["]

  /// Returns the bytes with something wrong in them.
  public func mutated(_ random: inout SplitMix64) -> Data {
    var bytes = [UInt8](self)
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<8, using: &random) {
      case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.removeSubrange(at...)
      case 3: bytes.removeSubrange(at..<Swift.min(at + 40, bytes.count))
      case 4: bytes.insert(contentsOf: bytes[at...].prefix(60), at: at)
      case 5: bytes.overwrite(Self.odd.randomElement(using: &random) ?? [], at: at)
      default: bytes.overwrite(Array((Self.words.randomElement(using: &random) ?? "").utf8), at: at)
      }
    }
    return Data(bytes)
  }

  /// Returns the text with one of its values exchanged.
  public func withOtherValue(_ random: inout SplitMix64) -> Data {
    var text = String(decoding: self, as: UTF8.self)
    let values = text.ranges(of: /-?[0-9][0-9.eE+-]*|"[^"\\]*"|true|false|null/)
    guard let range = values.randomElement(using: &random) else { return self }
    let isText = text[range].hasPrefix("\"")
    // Of its own kind more often than not: what does not fit at all is soon refused.
    let kind = isText ? Self.texts : Self.numbers
    let others = Int.random(in: 0..<4, using: &random) == 0 ? Self.words : kind
    let word = others.randomElement(using: &random) ?? ""
    text.replaceSubrange(range, with: word)
    return Data(text.utf8)
  }
}

extension [UInt8] {
  fileprivate mutating func overwrite(_ bytes: [UInt8], at place: Int) {
    replaceSubrange(place..<Swift.min(place + bytes.count, count), with: bytes)
  }
}
