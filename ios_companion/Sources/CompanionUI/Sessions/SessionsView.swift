/// The Sessions screen: the practices on this phone.

#if os(iOS)
  import CompanionState
  import SweetspotModels
  import SwiftUI

  struct SessionsView: View {
    @Bindable var sessions: SessionsModel
    let keptId: String?
    @State private var doomed: PracticeCard?

    var body: some View {
      NavigationStack {
        content
          .navigationTitle("Sessions")
          .navigationDestination(item: $sessions.openedId) { id in
            PracticeView(sessions: sessions, id: id)
          }
      }
      .task(id: keptId) { await sessions.load() }
      .notice($sessions.notice)
      .confirmationDialog(
        "Delete “\(doomed?.title ?? "")” with its film?", isPresented: $doomed.isPresent,
        titleVisibility: .visible, presenting: doomed
      ) { card in
        Button("Delete", role: .destructive) { Task { await sessions.delete(card.id) } }
      } message: { _ in
        Text("What was shared with the laptop stays there.")
      }
    }

    @ViewBuilder private var content: some View {
      if !sessions.isLoaded {
        ProgressView("Reading the practices")
      } else if sessions.cards.isEmpty {
        ContentUnavailableView {
          Label("No practices yet", systemImage: "film")
        } description: {
          Text("Start Live and record: the film and its hits appear here.")
        }
      } else {
        List(sessions.cards) { card in
          Button {
            sessions.open(card.id)
          } label: {
            PracticeRow(card: card)
          }
          .buttonStyle(.plain)
          .swipeActions { Button("Delete", role: .destructive) { doomed = card } }
        }
      }
    }
  }

  /// One practice of the list.
  private struct PracticeRow: View {
    let card: PracticeCard

    var body: some View {
      VStack(alignment: .leading, spacing: 4) {
        Text(card.title).font(.headline)
        if let session = card.session {
          let tally = Tally(session.shownHits, rule: session.rule)
          Text("\(ClockText.of(session.video.durationS)) · \(tally.words)")
            .font(.subheadline)
            .foregroundStyle(.secondary)
        } else {
          Label(card.damage?.message ?? "Damaged", systemImage: "exclamationmark.triangle")
            .font(.subheadline)
            .foregroundStyle(.secondary)
        }
        if card.film == nil {
          Label("The film is missing", systemImage: "film").font(.footnote)
        }
      }
      .frame(maxWidth: .infinity, alignment: .leading)
      .contentShape(.rect)
      .accessibilityElement(children: .combine)
      .accessibilityAddTraits(.isButton)
    }
  }

  #Preview { SessionsView(sessions: Companion.onThisPhone().sessions, keptId: nil) }
#endif
