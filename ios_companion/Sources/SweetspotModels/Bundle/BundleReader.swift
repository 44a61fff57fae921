/// Reading a bundle that anybody may have touched: verified whole, or refused with a word.

import Foundation

/// Bundles on their way into the app.
public enum BundleReader {
  /// Tells how many bytes of how many are unpacked; throws to stop.
  public typealias Progress = (_ done: Int, _ total: Int) throws -> Void

  /// Returns what a bundle says of itself; its members are listed, not yet verified.
  ///
  /// Throws `SweetspotError` for what is no bundle, was packed by another program, or is newer.
  public static func index(of url: URL) throws -> BundleIndex {
    try open(url).index
  }

  /// Unpacks a bundle into the new folder `target`, which appears whole or not at all.
  ///
  /// Every hash is verified, and what the index says is compared with manifest, check and golden
  /// frames before the folder appears. Throws `SweetspotError`, and what `progress` throws; nothing
  /// is left behind then. Memory stays below a megabyte beside the texts.
  public static func unpack(_ url: URL, into target: URL, progress: Progress? = nil) throws
    -> ModelFolder
  {
    let (archive, index) = try open(url)
    let files = FileManager.default
    let part = target.deletingLastPathComponent()
      .appending(path: ".\(target.lastPathComponent.prefix(80)).\(UUID().uuidString).part")
    defer { try? files.removeItem(at: part) }
    do {
      try files.createDirectory(at: part, withIntermediateDirectories: true)
      let total = archive.entries.reduce(0) { $0 + $1.size }
      var done = 0
      for entry in archive.entries {
        try write(entry, of: archive, index: index, into: part) { count in
          done += count
          try progress?(done, total)
        }
      }
      let folder = try ModelFolder(at: part)
      try files.moveItem(at: part, to: target)
      return folder.moved(to: target)
    } catch let error as CocoaError {
      throw SweetspotError(
        .disk, "The detector could not be put into the phone's memory.",
        hint: "Nothing that was there before is lost. \(error.localizedDescription)")
    }
  }

  /// Opens a bundle and compares its list of contents with what lies in it.
  private static func open(_ url: URL) throws -> (archive: StoredZip, index: BundleIndex) {
    let archive = try StoredZip(
      url: url, files: BundleLimits.files, bytes: BundleLimits.unpackedBytes)
    guard let first = archive.entries.first, first.name == BundleName.index else {
      throw SweetspotError(
        .damaged, "“\(url.lastPathComponent)” is no detector of Sweetspot's.",
        hint: "Choose a file that ends in .\(BundleName.ending).")
    }
    let index = try BundleIndex.read(
      try archive.content(of: first, most: BundleLimits.indexBytes))
    let members = archive.entries.dropFirst()
    let isAsListed =
      members.count == index.members.count
      && members.allSatisfy { index.members[$0.name]?.size == $0.size }
    guard isAsListed else {
      throw SweetspotError(
        .damaged, "The file does not hold what its list of contents names.", hint: BundleName.again)
    }
    return (archive, index)
  }

  /// Writes one member below `folder` while it is hashed; throws where it is another one.
  private static func write(
    _ entry: ZipEntry, of archive: StoredZip, index: BundleIndex, into folder: URL,
    counted: (Int) throws -> Void
  ) throws {
    let path = folder.appending(path: entry.name)
    let files = FileManager.default
    try files.createDirectory(
      at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    guard files.createFile(atPath: path.path, contents: nil) else {
      throw CocoaError(.fileWriteUnknown)
    }
    let file = try FileHandle(forWritingTo: path)
    defer { try? file.close() }
    var hash = Sha256.new()
    try archive.stream(entry) { part in
      hash.update(part)
      try file.write(contentsOf: part)
      try counted(part.count)
    }
    guard let member = index.members[entry.name] else { return }  // the index itself
    guard hash.hex() == member.sha256 else {
      throw SweetspotError(
        .damaged, "“\(entry.name)” in the file is damaged.", hint: BundleName.again)
    }
  }
}
