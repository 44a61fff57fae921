import Foundation
import Testing

@testable import SweetspotModels

@Suite struct JsonGrammarTests {
  @Test(arguments: [
    "{}", "[]", " [1, -0, 0.5, 1e9, 1E-9, 12.25e+3]\n", "\"\"", "null", "true", "false",
    "{\"a\": {\"b\": [{}]}, \"\": \"\\u00e9\\n\\\"\\/\"}", "\"\\ud83c\\udfbe\"", "\"🎾é\"",
  ])
  func jsonPasses(text: String) throws {
    #expect(throws: Never.self) { try JsonGrammar.check(Data(text.utf8)) }
    #expect(throws: Never.self) {
      try JSONDecoder().decode(JsonValue.self, from: Data(text.utf8))
    }
  }

  @Test(arguments: [
    "", " ", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "[1 2]", "01",
    "1.", ".5", "+1", "--1", "1e", "0x10", "NaN", "Infinity", "tru", "nul", "truee", "\"", "\"\\\"",
    "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud83c\"", "\"\\udfbe\"", "\"\\ud83c\\u0041\"",
    "\"\\ud83c\\n\"", "\"\n\"", "\"\t\"", "{} {}", "{}x", "\u{FEFF}{}", "'a'", "\u{0B}1",
  ])
  func anythingElseDoesNot(text: String) {
    #expect(throws: DecodingError.self) { try JsonGrammar.check(Data(text.utf8)) }
  }

  @Test func bytesThatAreNoTextDoNot() {
    let odd: [[UInt8]] = [
      [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x00], [0x31, 0x00],
    ]
    for bytes in odd {
      #expect(throws: DecodingError.self) { try JsonGrammar.check(Data(bytes)) }
    }
  }

  @Test func whatIsTooDeepDoesNot() {
    func nested(_ count: Int) -> Data {
      Data((String(repeating: "[", count: count) + String(repeating: "]", count: count)).utf8)
    }
    #expect(throws: Never.self) { try JsonGrammar.check(nested(60)) }
    #expect(throws: DecodingError.self) { try JsonGrammar.check(nested(62)) }
    #expect(throws: DecodingError.self) { try JsonGrammar.check(nested(1_000_000)) }
  }

  /// Swift 6.0's own decoder ends the program on this one.
  @Test func aKeyWithHalfAPairIsRefused() {
    let text = #"{"schema": 3, "thresholds": {"\ud800": 1}}"#
    #expect(throws: SweetspotError.self) { try ModelManifest.read(Data(text.utf8)) }
  }
}
