import Foundation
import Testing
import Vectors

@testable import SweetspotModels

/// What anybody may have touched: an error each, never a trap; run under the address sanitizer.
@Suite struct MutationTests {
  @Test func aMutatedBundleIsRefusedOrStillTheSame() throws {
    let whole = try BundleCases.whole()
    let scratch = try Scratch()
    let original = try BundleReader.unpack(
      scratch.file("whole.sweetspot", whole), into: scratch.url.appending(path: "whole"))
    var random = SplitMix64(seed: 1)
    var refused = 0
    for number in 0..<400 {
      let mutated = whole.mutated(&random)
      let target = scratch.url.appending(path: "court")
      do {
        let folder = try BundleReader.unpack(
          scratch.file("mutated.sweetspot", mutated), into: target)
        #expect(folder.index == original.index, "case \(number)")
        #expect(folder.manifest == original.manifest, "case \(number)")
        try FileManager.default.removeItem(at: target)
      } catch is SweetspotError {
        refused += 1
      }
      #expect(scratch.names == ["mutated.sweetspot", "whole", "whole.sweetspot"])
    }
    #expect(refused > 350)
  }

  @Test func everyHeaderByteThatMattersIsLookedAt() throws {
    let whole = try BundleCases.whole()
    let scratch = try Scratch()
    let original = try BundleReader.index(of: scratch.file("whole.sweetspot", whole))
    var random = SplitMix64(seed: 2)
    let directory = try #require(
      ZipLayout.directory(whole.suffix(ZipLayout.end), fileSize: whole.count))
    for at in directory.offset..<whole.count where Int.random(in: 0..<3, using: &random) == 0 {
      var mutated = whole
      mutated[at] ^= UInt8.random(in: 1...255, using: &random)
      let file = try scratch.file("mutated.sweetspot", mutated)
      // When and by what it was packed says nothing about what is in it.
      let index = try? BundleReader.index(of: file)
      #expect(index == nil || index == original)
    }
  }

  @Test func membersWithMutatedTextsAreRefusedOrRead() throws {
    let scratch = try Scratch()
    let zip = try StoredZip(
      url: scratch.file("whole.sweetspot", BundleCases.whole()), files: 20, bytes: 1 << 20)
    var random = SplitMix64(seed: 3)
    var refused = 0
    for entry in zip.entries where entry.name.hasSuffix(".json") {
      let text = try zip.content(of: entry, most: 1 << 20)
      for number in 0..<150 {
        let mutated =
          number.isMultiple(of: 2) ? text.mutated(&random) : text.withOtherValue(&random)
        do {
          switch entry.name {
          case BundleName.index: _ = try BundleIndex.read(mutated)
          case BundleName.manifest: _ = try ModelManifest.read(mutated).modelHash
          case BundleName.check: _ = try CheckReport.read(mutated).phoneVerdict
          case BundleName.goldenFile: _ = try Golden.read(mutated).frames
          default: break
          }
        } catch is SweetspotError {
          refused += 1
        }
      }
    }
    #expect(refused > 200)
  }

  @Test func mutatedSessionsAndManifestsAreRefusedOrRead() throws {
    let cases = try SessionCases.read()
    let session = try #require(cases.sessions.last { !$0.refused }).data
    let manifest = try #require(cases.manifests.first).data
    var random = SplitMix64(seed: 4)
    var refused = 0
    for number in 0..<400 {
      let isWord = number.isMultiple(of: 2)
      do {
        let read = try SessionFile.read(
          isWord ? session.withOtherValue(&random) : session.mutated(&random))
        for hit in read.hits { _ = read.rule.score(hit).reason }
        #expect(try SessionFile.read(SessionFile.data(read)) == read)
      } catch is SweetspotError {
        refused += 1
      }
      do {
        _ = try ModelManifest.read(
          isWord ? manifest.withOtherValue(&random) : manifest.mutated(&random)
        ).modelHash
      } catch is SweetspotError {
        refused += 1
      }
    }
    #expect(refused > 400)
  }

  @Test func mutatedCodesAreRefusedOrRead() throws {
    let link = Data(try #require(BundleCases.read().links.first).link.utf8)
    var random = SplitMix64(seed: 5)
    for _ in 0..<1_000 {
      let text = String(decoding: link.mutated(&random), as: UTF8.self)
      do {
        let offer = try TransferOffer(link: text)
        #expect(offer.size >= 0 && offer.size <= BundleLimits.unpackedBytes)
        #expect((1...65_535).contains(offer.port))
      } catch is SweetspotError {}
    }
  }

  @Test func oddHitsHaveAScoreOrNone() {
    var random = SplitMix64(seed: 6)
    let odd = [0.0, -0.0, 1e-300, -1e300, 1e308, .infinity, .nan, 0.5, -0.2]
    func number() -> Double { odd.randomElement(using: &random) ?? 0 }
    for _ in 0..<500 {
      var hit = Hit(id: "a", timeS: number(), frame: .max, confidence: number())
      hit.offset = Point(x: number(), y: number())
      hit.rSigma = number()
      hit.ballStepM = number()
      hit.tipDirection = Point(x: number(), y: number())
      hit.racketHeadXyxy = Box(x0: number(), y0: number(), x1: number(), y1: number())
      #expect((1...5).contains(ScoreRule.standard.score(hit).value ?? 0))
      _ = HitFigure(of: hit)
    }
  }
}
