/// The app's three screens.

#if os(iOS)
  import CompanionState
  import SwiftUI

  /// The whole app.
  public struct CompanionView: View {
    @Bindable private var companion: Companion
    @Environment(\.scenePhase) private var phase

    /// Shows these parts.
    public init(_ companion: Companion) { self.companion = companion }

    /// The three screens, one at a time.
    public var body: some View {
      TabView(selection: $companion.place) {
        ModelsView(models: companion.models, permissions: companion.permissions)
          .tabItem { Label("Models", systemImage: "cpu") }
          .tag(CompanionPlace.models)
        LiveView(companion: companion)
          .tabItem { Label("Live", systemImage: "video") }
          .tag(CompanionPlace.live)
        SessionsView(sessions: companion.sessions, keptId: companion.live.film.keptId)
          .tabItem { Label("Sessions", systemImage: "list.bullet.rectangle") }
          .tag(CompanionPlace.sessions)
      }
      .onOpenURL { companion.open($0) }
      .onChange(of: phase) { _, now in
        switch now {
        case .active: companion.permissions.refresh()
        case .background: Task { await companion.live.end() }
        case .inactive: break
        @unknown default: break
        }
      }
    }
  }

  #Preview("Light") { CompanionView(.onThisPhone()) }

  #Preview("Dark, large type") {
    CompanionView(.onThisPhone())
      .preferredColorScheme(.dark)
      .environment(\.dynamicTypeSize, .accessibility2)
  }
#endif
