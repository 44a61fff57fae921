/// The form of a zip in which every member is stored as it is (PKWARE's APPNOTE, 4.3).

import Foundation

/// One member of an archive: its name, where its header begins, its bytes and their checksum.
struct ZipEntry: Hashable, Sendable {
  let name: String
  let size: Int
  let crc: Int
  let headerAt: Int

  /// Where the content begins in the file.
  var contentAt: Int { headerAt + ZipLayout.local + name.utf8.count }
  /// Where the next header begins.
  var end: Int { contentAt + size }
}

/// Sizes and signatures of a zip's headers, and how they are read.
enum ZipLayout {
  /// Bytes of the header before each member, without its name.
  static let local = 30
  /// Bytes of a member's entry in the directory, without its name.
  static let central = 46
  /// Bytes of the end of the directory.
  static let end = 22

  static let localSignature = 0x0403_4B50
  static let centralSignature = 0x0201_4B50
  static let endSignature = 0x0605_4B50

  private static let plainFile = 0o100000
  private static let kindMask = 0o170000

  /// Where the directory lies: entries, bytes, offset.
  struct Directory: Equatable {
    let count: Int
    let size: Int
    let offset: Int
  }

  /// Returns where the directory of a file of `fileSize` bytes lies, of the file's last 22 bytes;
  /// nil for what is no archive, or one of several parts or with bytes behind the directory.
  static func directory(_ data: Data, fileSize: Int) -> Directory? {
    var from = LittleEndianReader(data)
    guard from.long() == endSignature, from.short() == 0, from.short() == 0,
      let here = from.short(), let count = from.short(), here == count,
      let size = from.long(), let offset = from.long(), from.short() == 0, from.isAtEnd,
      offset + size + end == fileSize
    else { return nil }
    return Directory(count: count, size: size, offset: offset)
  }

  /// Returns the entries of a directory, in the file's order; nil unless they are `count` plain
  /// stored files, whose members fill all that lies before the directory, one behind the other.
  static func entries(_ data: Data, count: Int, directoryAt: Int) -> [ZipEntry]? {
    var from = LittleEndianReader(data)
    var entries: [ZipEntry] = []
    var at = 0
    while !from.isAtEnd {
      guard entries.count < count, let entry = entry(&from), entry.headerAt == at else {
        return nil
      }
      entries.append(entry)
      at = entry.end
    }
    return entries.count == count && at == directoryAt ? entries : nil
  }

  /// Reads one entry; nil for one that is packed, locked, a link, or has more than a name.
  private static func entry(_ from: inout LittleEndianReader) -> ZipEntry? {
    guard from.long() == centralSignature, from.short() != nil, from.short() != nil,
      from.short() == 0, from.short() == 0,  // flags: none; method: stored
      from.long() != nil,  // when it was made
      let crc = from.long(), let packed = from.long(), let size = from.long(), packed == size,
      let nameLength = from.short(), from.short() == 0, from.short() == 0,  // extra, comment
      from.short() == 0, from.short() != nil,  // part of several; text or not
      let attributes = from.long(), let headerAt = from.long(),
      let name = from.next(nameLength), let text = String(data: name, encoding: .utf8)
    else { return nil }
    let kind = attributes >> 16 & kindMask
    guard kind == 0 || kind == plainFile else { return nil }
    return ZipEntry(name: text, size: size, crc: crc, headerAt: headerAt)
  }

  /// Returns whether the header before a member says what the directory says of it.
  static func isHeader(_ data: Data, of entry: ZipEntry) -> Bool {
    var from = LittleEndianReader(data)
    return from.long() == localSignature && from.short() != nil
      && from.short() == 0 && from.short() == 0  // flags: none; method: stored
      && from.long() != nil  // when it was made
      && from.long() == entry.crc && from.long() == entry.size && from.long() == entry.size
      && from.short() == entry.name.utf8.count && from.short() == 0
      && from.next(entry.name.utf8.count).map { $0.elementsEqual(entry.name.utf8) } ?? false
      && from.isAtEnd
  }
}
