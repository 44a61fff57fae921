import Foundation
import Testing
import Vectors

@testable import SweetspotModels

@Suite struct BundleReaderTests {
  @Test func everyBundleIsReadOrRefusedAsOnTheLaptop() throws {
    let cases = try BundleCases.read().bundles
    #expect(cases.count >= 18)
    for each in cases {
      let scratch = try Scratch()
      let file = try scratch.file("court.sweetspot", each.data)
      let target = scratch.url.appending(path: "court")
      do {
        let folder = try BundleReader.unpack(file, into: target)
        #expect(!each.refused, "\(each.name)")
        #expect(Sha256.hex(of: each.data) == each.sha256)
        #expect(folder.manifest.name == each.detector)
        #expect(folder.manifest.modelHash == each.modelHash)
        #expect(folder.index.checked == each.checked)
        #expect(folder.index.verdict == each.verdict)
        #expect(folder.index.members.keys.sorted() == each.members)
        #expect(scratch.names == ["court", "court.sweetspot"])
      } catch let error as SweetspotError {
        #expect(each.refused, "\(each.name): \(error.message)")
        #expect(error.asksForUpdate == each.newer, "\(each.name): \(error.message)")
        #expect(scratch.names == ["court.sweetspot"], "\(each.name) leaves nothing behind")
      }
    }
  }

  @Test func whatWasUnpackedIsFoundAgain() throws {
    let scratch = try Scratch()
    let file = try scratch.file("court.sweetspot", try BundleCases.whole())
    let folder = try BundleReader.unpack(file, into: scratch.url.appending(path: "court"))
    #expect(try ModelFolder(at: folder.url) == folder)
    for (name, member) in folder.index.members {
      let content = try Data(contentsOf: folder.url.appending(path: name))
      #expect(Sha256.hex(of: content) == member.sha256)
    }
    let frame = try #require(folder.golden?.frames.first)
    #expect(
      FileManager.default.fileExists(atPath: folder.pictures.appending(path: frame.file).path))
  }

  @Test func whoStopsItFindsNothingBehind() throws {
    let scratch = try Scratch()
    let file = try scratch.file("court.sweetspot", try BundleCases.whole())
    #expect(throws: CancellationError.self) {
      try BundleReader.unpack(file, into: scratch.url.appending(path: "court")) { done, total in
        if done * 2 > total { throw CancellationError() }
      }
    }
    #expect(scratch.names == ["court.sweetspot"])
  }

  @Test func whatIsThereIsNeverReplaced() throws {
    let scratch = try Scratch()
    let file = try scratch.file("court.sweetspot", try BundleCases.whole())
    let target = scratch.url.appending(path: "court")
    _ = try BundleReader.unpack(file, into: target)
    #expect(throws: SweetspotError.self) { try BundleReader.unpack(file, into: target) }
    #expect(scratch.names == ["court", "court.sweetspot"])
    #expect(throws: Never.self) { try ModelFolder(at: target) }
  }

  @Test func aFileThatIsNotThereIsSaidToBe() throws {
    let scratch = try Scratch()
    #expect(throws: SweetspotError.self) {
      try BundleReader.index(of: scratch.url.appending(path: "none.sweetspot"))
    }
    #expect(throws: SweetspotError.self) { try BundleReader.index(of: scratch.url) }
    #expect(throws: SweetspotError.self) { try ModelFolder(at: scratch.url) }
  }

  @Test func noPlaceToWriteIsSaidToBe() throws {
    let scratch = try Scratch()
    let file = try scratch.file("court.sweetspot", try BundleCases.whole())
    #expect(throws: SweetspotError.self) {
      try BundleReader.unpack(file, into: file.appending(path: "below/a/file"))
    }
  }
}
