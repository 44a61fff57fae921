/// A detector's unpacked files, and whether they speak of one detector.

import Foundation

/// A detector as it lies in the phone's memory.
public struct ModelFolder: Hashable, Sendable {
  /// The folder with its files.
  public let url: URL
  /// What its bundle said of it.
  public let index: BundleIndex
  /// Its description.
  public let manifest: ModelManifest
  /// What its description says of the Core ML package.
  public let phone: PhoneModel
  /// The golden frames; nil where it came without.
  public let golden: Golden?

  /// The Core ML package.
  public var package: URL { url.appending(path: BundleName.package, directoryHint: .isDirectory) }

  /// The folder with the golden frames' pictures.
  public var pictures: URL { url.appending(path: BundleName.golden, directoryHint: .isDirectory) }

  /// Makes the detector in an unpacked folder whose hashes were verified when it was unpacked.
  ///
  /// Throws `SweetspotError` for a missing or damaged file, and where index, manifest, package,
  /// check and golden frames do not speak of one detector.
  public init(at url: URL) throws {
    self.url = url
    index = try BundleIndex.read(try Self.text(BundleName.index, in: url))
    manifest = try ModelManifest.read(try Self.text(BundleName.manifest, in: url))
    guard let phone = manifest.phone else { throw Self.mixed }
    self.phone = phone
    let hasGolden = index.members.keys.contains { $0.hasPrefix("\(BundleName.golden)/") }
    golden =
      hasGolden ? try Golden.read(try Self.text(BundleName.goldenFile, in: url)) : nil
    guard index.name == manifest.name, index.modelHash == manifest.modelHash,
      isPackageWhole, areGoldenFramesWhole
    else { throw Self.mixed }
    guard index.checked else {
      if index.members[BundleName.check] != nil { throw Self.mixed }
      return
    }
    let check = try CheckReport.read(try Self.text(BundleName.check, in: url))
    guard golden != nil, check.provesPhone, check.phoneVerdict == index.verdict,
      vouches(check)
    else { throw Self.mixed }
  }

  private init(_ other: ModelFolder, at url: URL) {
    self.url = url
    (index, manifest) = (other.index, other.manifest)
    (phone, golden) = (other.phone, other.golden)
  }

  /// Returns the same detector at its new place.
  func moved(to url: URL) -> ModelFolder { ModelFolder(self, at: url) }

  /// Whether the manifest names every file of the package, and each that it names is the one.
  private var isPackageWhole: Bool {
    let members = index.members
    let package = members.keys.filter { $0.hasPrefix("\(BundleName.package)/") }
    return !package.isEmpty && package.allSatisfy { manifest.files[$0] != nil }
      && manifest.files.allSatisfy { name, digest in
        members[name].map { $0.sha256 == digest } ?? true
      }
  }

  /// Whether the pictures are those that the golden frames name.
  private var areGoldenFramesWhole: Bool {
    guard let golden else { return true }
    let named = golden.frames.map { "\(BundleName.golden)/\($0.file)" } + [BundleName.goldenFile]
    let there = index.members.keys.filter { $0.hasPrefix("\(BundleName.golden)/") }
    return Set(named) == Set(there)
  }

  /// Whether the check has seen the package as it is, and of the others what it lists at all.
  private func vouches(_ check: CheckReport) -> Bool {
    index.members.allSatisfy { name, member in
      if name == BundleName.check || name == BundleName.card { return true }
      let seen = check.files[name]
      return seen == member.sha256 || (seen == nil && !name.hasPrefix("\(BundleName.package)/"))
    }
  }

  private static func text(_ name: String, in folder: URL) throws -> Data {
    let path = folder.appending(path: name)
    do {
      let size = try path.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
      guard size <= BundleLimits.textBytes else {
        throw SweetspotError(.tooLarge, "“\(name)” is larger than it may be.")
      }
      return try Data(contentsOf: path)
    } catch is CocoaError {
      throw SweetspotError(
        .missing, "The detector's file “\(name)” is missing.", hint: "Import the detector again.")
    }
  }

  private static let mixed = SweetspotError(
    .damaged, "What the file says of itself does not belong together with what it holds.",
    hint: BundleName.again)
}
