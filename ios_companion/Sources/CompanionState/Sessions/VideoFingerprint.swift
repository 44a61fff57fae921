/// A name for a film's content, the one that the laptop gives it: `core/video/fingerprint.py`.

import Foundation
import SweetspotModels

/// Names films by what is in them.
public enum VideoFingerprint {
  private static let blockBytes = 1 << 18

  /// Returns 32 hexadecimal digits that are equal for equal content under any name.
  ///
  /// SHA-256 over the size and three blocks: head, middle, tail. Throws when it cannot be read.
  public static func of(_ place: URL) throws -> String {
    let file = try FileHandle(forReadingFrom: place)
    defer { try? file.close() }
    let size = Int(try file.seekToEnd())
    var hash = Sha256.new()
    hash.update(Data("sweetspot video \(size)".utf8))
    // Python's // rounds down, also below zero.
    let middle = (size - blockBytes) >> 1
    for start in [0, middle, size - blockBytes] {
      try file.seek(toOffset: UInt64(max(start, 0)))
      hash.update(try file.read(upToCount: blockBytes) ?? Data())
    }
    return String(hash.hex().prefix(32))
  }
}
