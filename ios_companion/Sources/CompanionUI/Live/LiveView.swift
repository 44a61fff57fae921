/// The Live screen: the court, the boxes, and the score of each hit, large.

#if os(iOS)
  import CompanionState
  import SweetspotModels
  import SwiftUI

  struct LiveView: View {
    let companion: Companion
    @Bindable private var live: LiveModel
    @Bindable private var film: FilmDesk

    init(companion: Companion) {
      self.companion = companion
      live = companion.live
      film = companion.live.film
    }

    var body: some View {
      Group {
        switch live.phase {
        case .off: start
        case .needsDetector:
          ProblemView(
            problem: Problem(
              "A detector is needed first.", hint: "Scan the code that the laptop shows in Phone.")
          ) {
            Button("Go to Models") { companion.place = .models }.buttonStyle(.borderedProminent)
          }
        case .asking(let permitted):
          AskView(
            permitted: permitted, later: { Task { await live.postpone() } },
            proceed: { Task { await live.allow() } })
        case .starting: ProgressView("Starting the camera")
        case .watching: CourtView(live: live, preview: companion.preview)
        case .broken(let problem): broken(problem)
        }
      }
      .frame(maxWidth: .infinity, maxHeight: .infinity)
      .notice($live.notice)
      .notice($film.notice)
      .onChange(of: live.phase) { _, phase in
        UIApplication.shared.isIdleTimerDisabled = phase == .watching
      }
    }

    private var start: some View {
      ContentUnavailableView {
        Label("Watch the court", systemImage: "video")
      } description: {
        VStack(spacing: 8) {
          Text(
            "Put the phone on the fence behind the baseline, so that it sees the whole player."
          )
          if live.tally.hits > 0 { Text("Just now: \(live.tally.words).") }
        }
      } actions: {
        Button("Start") { Task { await begin() } }
          .buttonStyle(.borderedProminent)
          .controlSize(.large)
      }
    }

    private func broken(_ problem: Problem) -> some View {
      ProblemView(problem: problem) {
        Button("Try again") { Task { await begin() } }.buttonStyle(.borderedProminent)
        if problem == Permitted.camera.withoutIt { SettingsButton() }
      }
    }

    private func begin() async { await live.begin(hasDetector: companion.models.inUse != nil) }
  }

  #Preview { LiveView(companion: .onThisPhone()) }
#endif
