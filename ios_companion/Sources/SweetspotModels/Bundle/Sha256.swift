/// SHA-256 of bytes that come piece by piece.

import Foundation

#if canImport(CryptoKit)
  import CryptoKit
#endif

/// A hash that is made while the bytes come.
public protocol StreamingHash {
  /// Takes the next bytes.
  mutating func update(_ data: Data)
  /// Returns the hash of all bytes so far as 64 lower-case hexadecimal digits.
  func hex() -> String
}

/// SHA-256 by whatever computes it fastest here.
public enum Sha256 {
  /// Returns a new hash that has seen no bytes.
  public static func new() -> any StreamingHash {
    #if canImport(CryptoKit)
      SystemSha256()
    #else
      PlainSha256()
    #endif
  }

  /// Returns the hash of some bytes as 64 lower-case hexadecimal digits.
  public static func hex(of data: Data) -> String {
    var hash = new()
    hash.update(data)
    return hash.hex()
  }

  /// Returns whether a text is a hash as we write it.
  public static func isHex(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// Returns bytes as two lower-case hexadecimal digits each.
  static func digits(_ bytes: some Sequence<UInt8>) -> String {
    let letters = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(letters[Int(byte >> 4)])
      text.append(letters[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

#if canImport(CryptoKit)
  /// The system's own, which uses the chip's instructions.
  struct SystemSha256: StreamingHash {
    private var hash = CryptoKit.SHA256()

    mutating func update(_ data: Data) { hash.update(data: data) }

    func hex() -> String { Sha256.digits(hash.finalize()) }
  }
#endif
