/// The app: everything it does is in the package beside it.

import CompanionUI
import SwiftUI

@main
struct SweetspotCompanionApp: App {
  @State private var companion = Companion.onThisPhone()

  var body: some Scene {
    WindowGroup {
      CompanionView(companion)
    }
  }
}
