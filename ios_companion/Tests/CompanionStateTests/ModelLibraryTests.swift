import CompanionState
import Foundation
import SweetspotModels
import Testing

/// The Models screen, as a coach uses it.
@MainActor
struct ModelLibraryTests {
  private func library(
    in folder: URL, chip client: DetectorClient = chip(), transfer: TransferClient = noLaptop
  ) -> ModelLibrary {
    let shelf = ModelShelf(folder.appending(path: "models"))
    let importer = ModelImport(shelf: shelf, transfer: transfer, detector: client)
    return ModelLibrary(shelf: shelf, importer: importer)
  }

  private func file(_ name: String, in folder: URL) throws -> URL {
    let file = folder.appending(path: "\(UUID()).sweetspot")
    try BundleCase.named(name).bundle.write(to: file)
    return file
  }

  @Test func theFirstGoodDetectorIsInUseAndStaysSoAfterARestart() async throws {
    try await inEmptyFolder { @MainActor folder in
      let models = library(in: folder)
      #expect(models.inUse == nil)
      models.begin(.file(try file("whole", in: folder)))
      await models.settled()
      guard case .done(let imported) = models.importing else {
        Issue.record("\(models.importing)")
        return
      }
      #expect(models.inUse == imported.model)
      #expect(imported.report == nil)
      #expect(models.isImportShown)
      models.isImportShown = false
      #expect(models.importing == .idle)
      #expect(library(in: folder).inUse == imported.model)
      let places = try #require(models.places())
      #expect(FileManager.default.fileExists(atPath: places.compiled.path))
    }
  }

  @Test(arguments: ["packed without a check", "whole"])
  func whatSomethingSpeaksAgainstIsUsedOnlyWhenAskedTwice(name: String) async throws {
    try await inEmptyFolder { @MainActor folder in
      let models = library(in: folder, chip: chip(passed: name != "whole"))
      models.begin(.file(try file(name, in: folder)))
      await models.settled()
      let model = try #require(models.models.first)
      #expect(models.inUse == nil)
      #expect(model.objection != nil)
      models.use(model.id)
      #expect(models.inUse == nil)
      #expect(models.doubted == model)
      models.isDoubtShown = false
      models.insist()
      #expect(models.inUse == nil)
      models.use(model.id)
      models.insist()
      #expect(models.inUse == model)
      #expect(models.doubted == nil)
    }
  }

  @Test func aSecondDetectorDoesNotTakeTheFirstOnesPlaceByItself() async throws {
    try await inEmptyFolder { @MainActor folder in
      let models = library(in: folder)
      for name in ["whole", "a field of a later version"] {
        models.begin(.file(try file(name, in: folder)))
        await models.settled()
      }
      #expect(models.models.count == 2)
      let first = try #require(models.inUse)
      let other = try #require(models.models.first { $0 != first })
      models.use(other.id)
      #expect(models.inUse == other)
      models.delete(other.id)
      #expect(models.inUse == nil)
      #expect(models.models == [first])
    }
  }

  @Test func aRefusedFileSaysWhyAndChangesNothing() async throws {
    try await inEmptyFolder { @MainActor folder in
      let models = library(in: folder)
      models.begin(.file(try file("one bit of the package flipped", in: folder)))
      await models.settled()
      guard case .failed(let problem) = models.importing else {
        Issue.record("\(models.importing)")
        return
      }
      #expect(problem.message.contains("damaged"))
      #expect(models.models.isEmpty)
    }
  }

  @Test func anImportCanBeBrokenOffAndAnotherIsRefusedMeanwhile() async throws {
    try await inEmptyFolder { @MainActor folder in
      let slow = chip(compiling: { try await Task.sleep(for: .seconds(600)) })
      let models = library(in: folder, chip: slow)
      models.begin(.file(try file("whole", in: folder)))
      while models.importing != .running(.compiling) { await Task.yield() }
      models.begin(.file(try file("whole", in: folder)))
      #expect(models.notice != nil)
      models.notice = nil
      models.cancel()
      await models.settled()
      #expect(models.importing == .idle)
      #expect(isEmpty(folder.appending(path: "models")))
    }
  }

  @Test func aCodeOfSomebodyElsesIsRefusedInWords() async throws {
    try await inEmptyFolder { @MainActor folder in
      let models = library(in: folder)
      models.open(code: "https://example.org/menu")
      guard case .failed(let problem) = models.importing else {
        Issue.record("\(models.importing)")
        return
      }
      #expect(problem.message.contains("no code of Sweetspot's"))
    }
  }

  @Test func aScannedCodeBringsTheDetector() async throws {
    let whole = try BundleCase.named("whole")
    try await inEmptyFolder { @MainActor folder in
      let models = library(in: folder, transfer: laptop(giving: whole.bundle))
      let token = String(repeating: "0a", count: 16)
      let hash = Sha256.hex(of: whole.bundle)
      models.open(
        code: "sweetspot://10.0.0.7:4711/\(token)?v=1&sha256=\(hash)&size=\(whole.bundle.count)")
      await models.settled()
      #expect(models.inUse?.bundle == hash)
    }
  }
}
