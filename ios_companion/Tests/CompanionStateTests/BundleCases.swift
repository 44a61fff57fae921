/// The laptop's bundles, and a chip that compiles and checks as a test tells it to.

import CompanionState
import Foundation
import ParityCheck
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

/// A detector that sees what the golden frames expect, or nothing.
struct GoldenEyes: FrameDetecting {
  let golden: Golden?
  let sees: Bool

  func detect(_ picture: URL, previous: URL) async throws -> FrameResult {
    let frame = golden?.frames.first { $0.file == picture.lastPathComponent }
    let boxes = (frame?.boxes ?? []).compactMap { box in
      ObjectClass(label: box.label).map {
        Detection(xyxy: box.xyxy, score: box.score, classId: $0)
      }
    }
    return FrameResult(boxes: sees ? boxes : [], ms: 7.5)
  }
}

/// A chip that compiles to an empty folder and sees what is to be seen, or nothing.
func chip(
  passed: Bool = true, compiling: @escaping @Sendable () async throws -> Void = {}
) -> DetectorClient {
  DetectorClient(
    units: "all",
    compile: { _, target in
      try await compiling()
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    },
    load: { folder, _ in GoldenEyes(golden: folder.golden, sees: passed) },
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
