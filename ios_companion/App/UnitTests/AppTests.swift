/// What the app promises the system in its Info.plist, as it was built.

import CompanionUI
import XCTest

final class AppTests: XCTestCase {
  func testTheAppOpensItsOwnCodesAndFiles() throws {
    let info = try XCTUnwrap(Bundle.main.infoDictionary)
    let schemes = (info["CFBundleURLTypes"] as? [[String: Any]])?
      .compactMap { $0["CFBundleURLSchemes"] as? [String] }.flatMap { $0 }
    XCTAssertEqual(schemes, ["sweetspot"])
    XCTAssertNotNil(info["CFBundleDocumentTypes"])
  }

  @MainActor
  func testTheAppStartsWithWhatIsOnThePhone() {
    let companion = Companion.onThisPhone()
    XCTAssertEqual(companion.live.phase, .off)
    XCTAssertEqual(companion.models.importing, .idle)
  }
}
