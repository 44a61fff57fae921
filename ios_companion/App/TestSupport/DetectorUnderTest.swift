/// The detector that the tests are shown: the first `.sweetspot` file beside this one.

import CoreMLDetector
import SweetspotModels
import XCTest

/// A detector, unpacked and compiled for the test's time.
struct DetectorUnderTest {
  let folder: ModelFolder
  let files: CompiledModel
  private let place: URL

  /// Unpacks and compiles it; skips the test where no detector was put beside this file.
  static func prepared() async throws -> DetectorUnderTest {
    let bundle = Bundle(for: Marker.self)
    let found = bundle.urls(forResourcesWithExtension: BundleName.ending, subdirectory: nil)
    guard let file = found?.first else {
      throw XCTSkip("Put a detector's .sweetspot file into App/TestSupport (its README says how).")
    }
    let place = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let folder = try BundleReader.unpack(file, into: place.appending(path: "bundle"))
    let files = CompiledModel(
      package: folder.package, compiled: place.appending(path: "compiled.mlmodelc"))
    try await files.compile()
    return DetectorUnderTest(folder: folder, files: files, place: place)
  }

  /// Returns the detector, computing by these units.
  func detector(_ units: ComputeChoice) throws -> CoreMLDetector {
    try CoreMLDetector(manifest: folder.manifest, files: files, units: units)
  }

  /// Takes everything away again.
  func remove() {
    try? FileManager.default.removeItem(at: place)
  }

  private final class Marker {}
}
