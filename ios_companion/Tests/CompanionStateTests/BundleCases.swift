/// The laptop's bundles, and a chip that compiles and checks as a test tells it to.

import CompanionState
import Foundation
import SweetspotModels
import Vectors

/// A case of `bundle.json`.
struct BundleCase: Decodable {
  let name: String
  let bundle: Data
  let refused: Bool
  let sha256: String?
  let detector: String?
  let checked: Bool?

  /// Every case.
  static func all() throws -> [BundleCase] {
    struct File: Decodable { let bundles: [BundleCase] }
    return try VectorFile.read("bundle.json", as: File.self).bundles
  }

  /// The case of this name.
  static func named(_ name: String) throws -> BundleCase {
    let found = try all().first { $0.name == name }
    guard let found else { throw CocoaError(.keyValueValidation) }
    return found
  }
}

/// What a chip is made to say.
func verdict(passed: Bool) -> DeviceVerdict {
  DeviceVerdict(
    passed: passed, words: passed ? "1 of 1 frames: same boxes" : "0 of 1 frames: same boxes",
    frames: 1, medianMs: 7.5, slowestMs: 9.25)
}

/// A chip that compiles to an empty folder and whose check ends as it is told to.
func chip(
  passed: Bool = true, compiling: @escaping @Sendable () async throws -> Void = {}
) -> DetectorClient {
  DetectorClient(
    compile: { _, target in
      try await compiling()
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    },
    check: { folder, _, progress in
      let frames = folder.golden?.frames ?? []
      progress(frames.count, frames.count)
      let stretches = (folder.golden?.stretches ?? []).map { stretch in
        PhoneStretch(
          frames: stretch.frames.map { PhoneFrame(file: $0.file, ms: 7.5, boxes: $0.boxes) },
          hits: stretch.hits)
      }
      return DeviceCheck(verdict: verdict(passed: passed), stretches: stretches, units: "all")
    },
    device: {
      PhoneDevice(name: "Anna's iPhone", model: "iPhone15,2", system: "iOS 18.1", app: "1.0")
    })
}

/// A laptop that hands over these bytes and remembers what it is told.
func laptop(
  giving bytes: Data, taking fate: ReportFate = .taken,
  hearing: @escaping @Sendable (Data) -> Void = { _ in }
) -> TransferClient {
  TransferClient(
    fetch: { _, place, progress in
      try bytes.write(to: place)
      progress(bytes.count)
    },
    report: { _, body in
      hearing(body)
      return fate
    })
}

/// A laptop that nobody may call.
let noLaptop = TransferClient(
  fetch: { _, _, _ in throw Problem("The laptop was called.") },
  report: { _, _ in .notTaken(Problem("The laptop was called.")) })
