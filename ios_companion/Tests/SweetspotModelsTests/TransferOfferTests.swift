import SweetspotModels
import Testing

@Suite struct TransferOfferTests {
  @Test func everyCodeIsReadOrRefusedAsOnTheLaptop() throws {
    let cases = try BundleCases.read().links
    #expect(cases.count >= 11)
    for each in cases {
      do {
        let offer = try TransferOffer(link: each.link)
        #expect(!each.refused, "\(each.link)")
        #expect(offer.host == each.host)
        #expect(offer.port == each.port)
        #expect(offer.token == each.token)
        #expect(offer.sha256 == each.sha256)
        #expect(offer.size == each.size)
        #expect(offer.address == each.address)
      } catch let error as SweetspotError {
        #expect(each.refused, "\(each.link): \(error.message)")
        #expect(error.asksForUpdate == each.newer, "\(each.link)")
      }
    }
  }

  private static let whole =
    "sweetspot://192.168.178.23:49152/0123456789abcdef0123456789abcdef"
    + "?v=1&sha256=" + String(repeating: "fe", count: 32) + "&size=7"

  @Test(arguments: [
    ("192.168.178.23", "192.168.178.256"), ("192.168.178.23", "laptop.local"),
    ("192.168.178.23", "192.168.178.23.4"), ("192.168.178.23", "user@10.0.0.1"),
    (":49152", ":0"), (":49152", ":-1"), (":49152", ":65536"), ("v=1", "v="), ("v=1", "v=+1"),
    ("size=7", "size=99999999999999999999"), ("size=7", "size=2000000000"), ("&size=7", ""),
    ("abcdef?", "abcdeg?"), ("/0123", "//0123"), ("&", "\u{0}&"), ("fe&", "fé&"),
  ])
  func nothingElseIsACode(part: String, other: String) throws {
    let link = Self.whole.replacing(part, with: other, maxReplacements: 1)
    #expect(link != Self.whole)
    #expect(throws: SweetspotError.self) { try TransferOffer(link: link) }
  }

  @Test func theFirstOfTwoCounts() throws {
    #expect(try TransferOffer(link: Self.whole + "&size=8").size == 7)
  }
}
