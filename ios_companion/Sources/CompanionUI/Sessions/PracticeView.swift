/// One practice: its film, its hits along the time and on the strings.

#if os(iOS)
  import CompanionState
  import SweetspotModels
  import SwiftUI

  struct PracticeView: View {
    let sessions: SessionsModel
    let id: String
    @State private var title = ""
    @State private var isRenaming = false
    @Environment(\.verticalSizeClass) private var height

    var body: some View {
      Group {
        if let practice = sessions.opened {
          if height == .compact {
            HStack {
              film(practice)
              ScrollView { figures(practice) }
            }
          } else {
            ScrollView {
              film(practice).frame(height: 260)
              figures(practice)
            }
          }
        }
      }
      .navigationTitle(sessions.opened?.card.title ?? "")
      .navigationBarTitleDisplayMode(.inline)
      .toolbar {
        ShareLink(items: sessions.shared(id)) {
          Label("Share with the laptop", systemImage: "square.and.arrow.up")
        }
        Button("Rename", systemImage: "pencil") {
          title = sessions.opened?.card.title ?? ""
          isRenaming = true
        }
      }
      .alert("Rename the practice", isPresented: $isRenaming) {
        TextField("Title", text: $title)
        Button("Save") { Task { await sessions.rename(id, to: title) } }
        Button("Cancel", role: .cancel) {}
      }
    }

    @ViewBuilder private func film(_ practice: OpenPractice) -> some View {
      if let film = practice.card.film {
        ReplayView(film: film, range: sessions.replay)
      } else {
        ContentUnavailableView("The film is missing", systemImage: "film")
      }
    }

    private func figures(_ practice: OpenPractice) -> some View {
      VStack(alignment: .leading, spacing: 20) {
        HitTimelineView(timeline: practice.timeline, chosen: sessions.chosenHit) {
          sessions.choose($0)
        }
        .frame(height: 64)
        HStack {
          Button("Hit before", systemImage: "backward.end") { sessions.step(-1) }
          Spacer()
          Text(practice.tally.words).font(.headline).multilineTextAlignment(.center)
          Spacer()
          Button("Next hit", systemImage: "forward.end") { sessions.step(1) }
        }
        .labelStyle(.iconOnly)
        .controlSize(.large)
        if let hit = practice.hits.first(where: { $0.id == sessions.chosenHit }) {
          HStack(spacing: 12) {
            ScoreBadge(hit.score.value, isDoubtful: hit.score.doubtful, side: 44)
            Text("\(ClockText.of(hit.hit.timeS)): \(hit.score.reason)")
          }
          .accessibilityElement(children: .combine)
        }
        HitMapView(map: practice.map, chosen: sessions.chosenHit) { sessions.choose($0) }
          .frame(height: 320)
      }
      .padding()
    }
  }
#endif
