/// Writing a zip in its plainest form: members stored as they are, nothing between them.

import Foundation

/// An archive that grows on the disk, member by member.
final class StoredZipWriter {
  private static let version = 20
  private static let unix = 3
  private static let firstDay = 0x21  // 1 January 1980, the first that zip knows
  private static let plainFile = 0o100644 << 16

  private let file: FileHandle
  private var entries: [ZipEntry] = []
  private var at = 0

  /// Begins an archive in a new file; throws where it cannot be made.
  init(url: URL) throws {
    guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
      throw CocoaError(.fileWriteUnknown)
    }
    file = try FileHandle(forWritingTo: url)
  }

  deinit { try? file.close() }

  /// Adds a member; throws where the disk refuses, and for what a zip cannot hold.
  func add(_ name: String, _ content: Data) throws {
    let entry = ZipEntry(
      name: name, size: content.count, crc: Int(Crc32.of(content)), headerAt: at)
    guard entry.end < Int(UInt32.max), entries.count < Int(UInt16.max) else {
      throw CocoaError(.fileWriteOutOfSpace)
    }
    var header = Data()
    header.append(long: ZipLayout.localSignature)
    Self.append(entry, to: &header)
    header.append(short: 0)
    header.append(contentsOf: name.utf8)
    try file.write(contentsOf: header)
    try file.write(contentsOf: content)
    entries.append(entry)
    at = entry.end
  }

  /// Writes the directory and closes the file.
  func finish() throws {
    var directory = Data()
    for entry in entries {
      directory.append(long: ZipLayout.centralSignature)
      directory.append(short: Self.version | Self.unix << 8)
      Self.append(entry, to: &directory)
      for _ in 0..<4 { directory.append(short: 0) }  // extra, comment, part, kind of content
      directory.append(long: Self.plainFile)
      directory.append(long: entry.headerAt)
      directory.append(contentsOf: entry.name.utf8)
    }
    let size = directory.count
    directory.append(long: ZipLayout.endSignature)
    directory.append(long: 0)  // of how many parts
    directory.append(short: entries.count)
    directory.append(short: entries.count)
    directory.append(long: size)
    directory.append(long: at)
    directory.append(short: 0)
    try file.write(contentsOf: directory)
    try file.synchronize()
    try file.close()
  }

  /// Adds what both headers of a member have, from the version to the length of its name.
  private static func append(_ entry: ZipEntry, to header: inout Data) {
    header.append(short: version)
    header.append(short: 0)  // flags: none
    header.append(short: 0)  // method: stored
    header.append(short: 0)
    header.append(short: firstDay)
    header.append(long: entry.crc)
    header.append(long: entry.size)
    header.append(long: entry.size)
    header.append(short: entry.name.utf8.count)
  }
}
