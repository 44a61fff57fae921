/// An archive on the disk whose members are stored as they are, read without an inflater.

import Foundation

/// An open archive of ours; anything else is refused when it is opened.
///
/// Nothing is believed that the file says of itself: every size is compared with the file's.
final class StoredZip {
  private static let block = 1 << 18

  /// The members, one behind the other.
  let entries: [ZipEntry]
  private let file: FileHandle

  /// Opens an archive of at most so many members and bytes; throws `SweetspotError`.
  init(url: URL, files: Int, bytes: Int) throws {
    do {
      file = try FileHandle(forReadingFrom: url)
      entries = try Self.entries(of: file, files: files, bytes: bytes)
    } catch let error as CocoaError {
      throw SweetspotError(
        .disk, "“\(url.lastPathComponent)” cannot be read.", hint: error.localizedDescription)
    }
  }

  deinit { try? file.close() }

  /// Returns one small member; throws `SweetspotError` if it is damaged or above `most` bytes.
  func content(of entry: ZipEntry, most: Int) throws -> Data {
    guard entry.size <= most else {
      throw SweetspotError(.tooLarge, "“\(entry.name)” in the file is larger than it may be.")
    }
    var content = Data(capacity: entry.size)
    try stream(entry) { content.append($0) }
    return content
  }

  /// Gives a member's bytes to `take`, a quarter of a megabyte at a time; throws `SweetspotError`
  /// for a member that is damaged, at the latest at its end, and whatever `take` throws.
  func stream(_ entry: ZipEntry, take: (Data) throws -> Void) throws {
    let header = try read(at: entry.headerAt, count: entry.contentAt - entry.headerAt)
    guard ZipLayout.isHeader(header, of: entry) else { throw Self.repacked }
    var crc = Crc32()
    var left = entry.size
    while left > 0 {
      try drained {
        let part = try read(at: entry.end - left, count: min(left, Self.block))
        crc.update(part)
        try take(part)
        left -= part.count
      }
    }
    guard Int(crc.value) == entry.crc else {
      throw SweetspotError(
        .damaged, "“\(entry.name)” in the file is damaged.", hint: BundleName.again)
    }
  }

  private static func entries(of file: FileHandle, files: Int, bytes: Int) throws -> [ZipEntry] {
    let size = Int(clamping: try file.seekToEnd())
    guard size >= ZipLayout.end else { throw noArchive }
    let last = try read(file, at: size - ZipLayout.end, count: ZipLayout.end)
    guard let directory = ZipLayout.directory(last, fileSize: size) else { throw noArchive }
    let longest = BundleLimits.entryBytes * files
    guard directory.count <= files, directory.size <= longest, directory.offset <= bytes + longest
    else {
      throw SweetspotError(.tooLarge, "The file is too large, or lists too many others.")
    }
    let content = try read(file, at: directory.offset, count: directory.size)
    guard
      let entries = ZipLayout.entries(
        content, count: directory.count, directoryAt: directory.offset)
    else { throw repacked }
    guard entries.reduce(0, { $0 + $1.size }) <= bytes else {
      throw SweetspotError(.tooLarge, "The file would unpack to more than it may.")
    }
    let names = Set(entries.map { $0.name.lowercased() })
    guard names.count == entries.count else {
      throw SweetspotError(
        .damaged, "A name stands for two things in the file.", hint: BundleName.again)
    }
    return entries
  }

  private func read(at offset: Int, count: Int) throws -> Data {
    try Self.read(file, at: offset, count: count)
  }

  /// Returns exactly so many bytes; throws where the file ends before.
  private static func read(_ file: FileHandle, at offset: Int, count: Int) throws -> Data {
    guard count > 0 else { return Data() }
    do {
      try file.seek(toOffset: UInt64(offset))
      guard let data = try file.read(upToCount: count), data.count == count else {
        throw noArchive
      }
      return data
    } catch let error as CocoaError {
      throw SweetspotError(.disk, "The file cannot be read.", hint: error.localizedDescription)
    }
  }

  private static let noArchive = SweetspotError(
    .damaged, "The file is none of Sweetspot's, or it is damaged.", hint: BundleName.again)

  private static let repacked = SweetspotError(
    .damaged, "The file was packed again by another program, or something was added to it.",
    hint: "Use the file as Sweetspot made it.")
}

/// Does some work and gives back what the system's objects held meanwhile.
private func drained(_ work: () throws -> Void) rethrows {
  #if canImport(ObjectiveC)
    try autoreleasepool(invoking: work)
  #else
    try work()
  #endif
}
