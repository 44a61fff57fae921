import Foundation

/// Random numbers that are the same in every run (SplitMix64, Steele, Lea and Flood, 2014).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension Data {
  /// Numbers that programs stumble over, as bytes.
  private static let odd: [[UInt8]] = [
    [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80],
    [0xFF, 0xFF], [0xFE, 0xFF, 0xFF, 0xFF], [1, 0, 0, 0],
  ]
  private static let words = [
    "-1", "1e999", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "null",
    "true", "\"\"", "[]", "{}", "1e-400", "0.5", "[[[[", "\"\\ud800\"", "\u{0}", "..", "/",
  ]

  /// Returns the bytes with something wrong in them.
  func mutated(_ random: inout SeededRandom) -> Data {
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
  func withOtherValue(_ random: inout SeededRandom) -> Data {
    var text = String(decoding: self, as: UTF8.self)
    let values = text.ranges(of: /-?[0-9][0-9.eE+-]*|"[^"\\]*"|true|false|null/)
    guard let range = values.randomElement(using: &random),
      let word = Self.words.randomElement(using: &random)
    else { return self }
    text.replaceSubrange(range, with: word)
    return Data(text.utf8)
  }
}

extension [UInt8] {
  fileprivate mutating func overwrite(_ bytes: [UInt8], at place: Int) {
    replaceSubrange(place..<Swift.min(place + bytes.count, count), with: bytes)
  }
}
