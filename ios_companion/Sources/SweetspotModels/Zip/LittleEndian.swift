/// Whole numbers in bytes, the lowest byte first.

import Foundation

/// Bytes that are read from their beginning; what is not there is nil.
struct LittleEndianReader {
  private let bytes: Data
  private(set) var at: Int

  init(_ bytes: Data) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  /// Whether every byte was read.
  var isAtEnd: Bool { at == bytes.endIndex }

  mutating func number(bytes count: Int) -> Int? {
    guard let part = next(count) else { return nil }
    return part.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Returns the next 2 bytes as a number.
  mutating func short() -> Int? { number(bytes: 2) }

  /// Returns the next 4 bytes as a number.
  mutating func long() -> Int? { number(bytes: 4) }

  /// Returns the next bytes.
  mutating func next(_ count: Int) -> Data? {
    guard count >= 0, count <= bytes.endIndex - at else { return nil }
    defer { at += count }
    return bytes[at..<at + count]
  }
}

extension Data {
  /// Adds the lowest 2 bytes of a number.
  mutating func append(short number: Int) { append(number, bytes: 2) }

  /// Adds the lowest 4 bytes of a number.
  mutating func append(long number: Int) { append(number, bytes: 4) }

  private mutating func append(_ number: Int, bytes: Int) {
    for byte in 0..<bytes { append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
  }
}
