/// CRC-32 as zip has it (ISO 3309, polynomial 0xEDB88320), of bytes that come piece by piece.

import Foundation

struct Crc32 {
  private(set) var value: UInt32 = 0

  /// Takes the next bytes.
  mutating func update(_ data: Data) {
    var crc = ~value
    data.withUnsafeBytes { raw in
      table.withUnsafeBufferPointer { table in
        for byte in raw { crc = table[Int((crc ^ UInt32(byte)) & 255)] ^ crc >> 8 }
      }
    }
    value = ~crc
  }

  /// Returns the checksum of some bytes.
  static func of(_ data: Data) -> UInt32 {
    var crc = Crc32()
    crc.update(data)
    return crc.value
  }
}

private let table: [UInt32] = (0..<256).map { start in
  (0..<8).reduce(UInt32(start)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
}
