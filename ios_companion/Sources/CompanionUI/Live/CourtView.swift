/// The court while it is watched.

#if os(iOS)
  import Capture
  import CompanionState
  import SweetspotModels
  import SwiftUI

  struct CourtView: View {
    @Bindable var live: LiveModel
    let preview: PreviewSource?
    @Environment(\.verticalSizeClass) private var height

    var body: some View {
      ZStack {
        Color.black.ignoresSafeArea()
        if let preview {
          CameraPreview(source: preview).ignoresSafeArea().accessibilityHidden(true)
        }
        BoxesView(moment: live.moment).ignoresSafeArea().accessibilityHidden(true)
        VStack {
          top
          Spacer()
          if height == .compact {
            HStack(alignment: .bottom) {
              newest
              Spacer()
              controls
            }
          } else {
            newest
            controls
          }
        }
        .padding()
      }
      .environment(\.colorScheme, .dark)
      .toolbar(.hidden, for: .tabBar)
    }

    private var top: some View {
      HStack(alignment: .top) {
        Text(live.tally.words)
          .font(.headline)
          .pill()
          .accessibilityAddTraits(.updatesFrequently)
        Spacer()
        VStack(alignment: .trailing) {
          Text(speed).font(.footnote.monospacedDigit()).pill()
          if let words = live.slowdownWords { Text(words).font(.footnote).pill() }
        }
      }
    }

    @ViewBuilder private var newest: some View {
      if let hit = live.lastHit {
        HStack(spacing: 16) {
          ScoreBadge(hit.score.value, isDoubtful: hit.score.doubtful, side: 96)
          Text(hit.score.reason).font(.body).pill()
        }
        .id(hit.id)
        .transition(.scale.combined(with: .opacity))
        .animation(.snappy, value: hit.id)
        .accessibilityElement(children: .combine)
      }
    }

    private var controls: some View {
      HStack(spacing: 16) {
        Picker("Say aloud", selection: $live.spokenStyle) {
          Label("Say nothing", systemImage: "speaker.slash").tag(SpokenStyle.silent)
          Label("Say the score", systemImage: "speaker.wave.1").tag(SpokenStyle.score)
          Label("Say score and reason", systemImage: "speaker.wave.3").tag(SpokenStyle.reason)
        }
        .pickerStyle(.menu)
        .pill()
        record
        Button("Stop", systemImage: "stop.fill") { Task { await live.end() } }
          .buttonStyle(.borderedProminent)
      }
      .controlSize(.large)
    }

    @ViewBuilder private var record: some View {
      switch live.film.phase {
      case .off:
        Button("Record", systemImage: "record.circle") { Task { await live.startRecording() } }
          .buttonStyle(.bordered)
          .tint(.red)
      case .running(let sinceS):
        Button {
          Task { await live.film.stop() }
        } label: {
          TimelineView(.periodic(from: .now, by: 1)) { _ in
            let length = ProcessInfo.processInfo.systemUptime - sinceS
            Label(ClockText.of(length), systemImage: "stop.circle").monospacedDigit()
          }
        }
        .buttonStyle(.borderedProminent)
        .tint(.red)
        .accessibilityLabel("End the film")
      case .saving: ProgressView().accessibilityLabel("Saving the film")
      }
    }

    private var speed: String {
      let rate = String(format: "%.0f pictures a second", live.speed.perSecond)
      guard let medianMs = live.speed.medianMs else { return rate }
      return rate + String(format: ", %.0f ms", medianMs)
    }
  }

  extension View {
    /// Text that can be read over any picture.
    fileprivate func pill() -> some View {
      padding(.horizontal, 12)
        .padding(.vertical, 6)
        .background(Color(Palette.ground).opacity(0.75), in: .capsule)
    }
  }
#endif
