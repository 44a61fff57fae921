import Foundation
import Testing

@testable import SweetspotModels

@Suite struct ModelManifestTests {
  @Test func everyManifestIsReadOrRefusedAsOnTheLaptop() throws {
    let cases = try SessionCases.read().manifests
    #expect(cases.count >= 20)
    for each in cases {
      do {
        let manifest = try ModelManifest.read(each.data)
        #expect(!each.refused, "\(each.text)")
        #expect(manifest.name == each.name)
        #expect(manifest.modelHash == each.modelHash)
      } catch let error as SweetspotError {
        #expect(each.refused, "\(error.message): \(each.text)")
        #expect(error.asksForUpdate == each.newer, "\(each.text)")
      }
    }
  }

  @Test func nothingIsLostOnTheWayBack() throws {
    let first = try #require(SessionCases.read().manifests.first)
    let manifest = try ModelManifest.read(first.data)
    let written = try SnakeJson.data(manifest)
    #expect(try ModelManifest.read(written) == manifest)
    #expect(try JsonValue.read(written) == JsonValue.read(first.data))
    #expect(manifest.run["args"] != nil)
  }

  @Test func aClassWithoutAThresholdHasTheUsualOne() throws {
    var manifest = try ModelManifest.read(try #require(SessionCases.read().manifests.first).data)
    #expect(manifest.threshold(of: "racket_head") == 0.37)
    manifest.thresholds = [:]
    #expect(manifest.threshold(of: "racket_head") == ModelManifest.defaultThreshold)
  }

  @Test(arguments: ["stride", "top_k", "input_width", "input_height"], ["0", "-4", "9999999999"])
  func numbersThatNobodyCanMakeRoomForAreRefused(name: String, number: String) throws {
    let text = try #require(SessionCases.read().manifests.first).text
    let pattern = try Regex("\"\(name)\": [0-9]+")
    let changed = text.replacing(pattern, with: "\"\(name)\": \(number)")
    #expect(changed != text)
    #expect(throws: SweetspotError.self) { try ModelManifest.read(Data(changed.utf8)) }
  }
}
