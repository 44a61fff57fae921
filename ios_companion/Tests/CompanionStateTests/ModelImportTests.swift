import CompanionState
import Foundation
import SweetspotModels
import Testing

/// Detectors on their way into the phone.
struct ModelImportTests {
  private func bring(_ bytes: Data, into root: URL, chip client: DetectorClient = chip())
    async throws -> Imported
  {
    let file = root.deletingLastPathComponent().appending(path: "\(UUID()).sweetspot")
    try bytes.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let importer = ModelImport(shelf: ModelShelf(root), transfer: noLaptop, detector: client)
    return try await importer.run(.file(file)) { _ in }
  }

  @Test func everyBundleOfTheLaptopComesInOrLeavesNothing() async throws {
    for each in try BundleCase.all() {
      try await inEmptyFolder { folder in
        let root = folder.appending(path: "models")
        if each.refused {
          await #expect(throws: (any Error).self, "\(each.name)") {
            try await bring(each.bundle, into: root)
          }
          #expect(isEmpty(root), "\(each.name)")
        } else {
          let model = try await bring(each.bundle, into: root).model
          #expect(model.bundle == each.sha256)
          #expect(model.name == each.detector)
          #expect(model.checkedOnLaptop == each.checked)
          #expect(ModelShelf(root).list() == [model])
          let bundle = ModelShelf(root).bundle(of: model.id)
          #expect(try ModelFolder(at: bundle).index.name == model.name)
        }
      }
    }
  }

  @Test func whatIsFetchedIsProvenAndReportedBack() async throws {
    let whole = try BundleCase.named("whole")
    try await inEmptyFolder { folder in
      let (bodies, hear) = AsyncStream.makeStream(of: Data.self)
      let (steps, tell) = AsyncStream.makeStream(of: ImportStep.self)
      let importer = ModelImport(
        shelf: ModelShelf(folder), transfer: laptop(giving: whole.bundle) { hear.yield($0) },
        detector: chip())
      let got = try await importer.run(.offer(offer(of: whole.bundle))) { tell.yield($0) }
      hear.finish()
      tell.finish()
      #expect(got.report == .taken)
      var told: [PhoneReport] = []
      for await body in bodies { told.append(try SnakeJson.value(PhoneReport.self, from: body)) }
      #expect(told.map(\.bundle) == [whole.sha256])
      #expect(told.first?.passed == true)
      #expect(told.first?.frames.count == 1)
      var words: [String] = []
      for await step in steps where words.last != step.words { words.append(step.words) }
      #expect(words.count == 5)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names == [got.model.id])
    }
  }

  @Test func aReportThatIsNotTakenKeepsTheDetector() async throws {
    let whole = try BundleCase.named("whole")
    try await inEmptyFolder { folder in
      let fate = TransferAnswer.toReport(410)
      let importer = ModelImport(
        shelf: ModelShelf(folder), transfer: laptop(giving: whole.bundle, taking: fate),
        detector: chip())
      let got = try await importer.run(.offer(offer(of: whole.bundle))) { _ in }
      #expect(got.report == fate)
      #expect(ModelShelf(folder).list() == [got.model])
    }
  }

  @Test func aChipThatCannotCompileItLeavesNothing() async throws {
    let whole = try BundleCase.named("whole")
    try await inEmptyFolder { folder in
      let root = folder.appending(path: "models")
      let broken = chip(compiling: { throw Problem("This chip cannot.") })
      await #expect(throws: Problem("This chip cannot.")) {
        try await bring(whole.bundle, into: root, chip: broken)
      }
      #expect(isEmpty(root))
    }
  }

  @Test func aFileThatIsGoneIsToldAndLeavesNothing() async throws {
    try await inEmptyFolder { folder in
      let root = folder.appending(path: "models")
      let importer = ModelImport(shelf: ModelShelf(root), transfer: noLaptop, detector: chip())
      await #expect(throws: Problem.self) {
        try await importer.run(.file(folder.appending(path: "gone.sweetspot"))) { _ in }
      }
      #expect(isEmpty(root))
    }
  }

  @Test func theSameBundleAgainTakesItsOwnPlace() async throws {
    let whole = try BundleCase.named("whole")
    try await inEmptyFolder { folder in
      let root = folder.appending(path: "models")
      let first = try await bring(whole.bundle, into: root, chip: chip(passed: false)).model
      let second = try await bring(whole.bundle, into: root).model
      #expect(first.id == second.id)
      #expect(ModelShelf(root).list() == [second])
      #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == [second.id])
    }
  }

  @Test func whatACrashLeftBehindIsSweptAndTheRestStays() async throws {
    let whole = try BundleCase.named("whole")
    try await inEmptyFolder { folder in
      let root = folder.appending(path: "models")
      let model = try await bring(whole.bundle, into: root).model
      for name in [".new-1", ".gone-2"] {
        let left = root.appending(path: name)
        try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
      }
      ModelShelf(root).sweep()
      #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == [model.id])
    }
  }
}
