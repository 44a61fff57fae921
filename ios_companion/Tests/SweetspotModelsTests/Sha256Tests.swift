import Foundation
import Testing

@testable import SweetspotModels

@Suite struct Sha256Tests {
  @Test func theLaptopsHashesComeOut() throws {
    let cases = try BundleCases.read().hashes
    #expect(cases.count >= 6)
    for each in cases {
      #expect(Sha256.hex(of: each.data) == each.sha256)
      var plain = PlainSha256()
      plain.update(each.data)
      #expect(plain.hex() == each.sha256)
    }
  }

  @Test func piecesOfAnySizeGiveTheSame() {
    let data = Data((0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) })
    let whole = Sha256.hex(of: data)
    for size in [1, 3, 55, 63, 64, 65, 127, 128, 999] {
      var hash = PlainSha256()
      for start in stride(from: 0, to: data.count, by: size) {
        hash.update(data[start..<min(start + size, data.count)])
      }
      #expect(hash.hex() == whole)
      #expect(hash.hex() == whole, "asking changes nothing")
    }
  }

  @Test(arguments: ["", "AB", String(repeating: "A", count: 64), String(repeating: "g", count: 64)])
  func otherTextsAreNoHashes(text: String) {
    #expect(!Sha256.isHex(text))
  }
}
