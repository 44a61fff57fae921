/// The film, and a hit in slow motion, over and over.

#if os(iOS)
  import AVKit
  import CompanionState
  import SwiftUI

  struct ReplayView: View {
    let film: URL
    let range: ReplayRange?
    @State private var replay: Replay?

    var body: some View {
      VideoPlayer(player: replay?.player)
        .accessibilityLabel("The film")
        .onChange(of: film, initial: true) { _, now in replay = Replay(now) }
        .onChange(of: range) { _, now in replay?.show(now) }
        .onDisappear { replay?.player.pause() }
    }
  }

  /// Plays a film; around a contact slower, and again from the stretch's beginning.
  @MainActor
  final class Replay {
    let player: AVPlayer
    private var range: ReplayRange?
    private var watching: Task<Void, Never>?

    init(_ film: URL) { player = AVPlayer(url: film) }

    /// Plays a stretch until another is shown; nil leaves the film where it is.
    func show(_ range: ReplayRange?) {
      watching?.cancel()
      self.range = range
      guard let range else { return player.pause() }
      watching = Task { [weak self] in
        await self?.begin(range)
        while !Task.isCancelled {
          try? await Task.sleep(for: .milliseconds(15))
          guard let self, !Task.isCancelled else { return }
          await self.keepTo(range)
        }
      }
    }

    private func begin(_ range: ReplayRange) async {
      let start = CMTime(seconds: range.fromS, preferredTimescale: 60_000)
      _ = await player.seek(to: start, toleranceBefore: .zero, toleranceAfter: .zero)
      player.rate = Float(range.speed(at: range.fromS))
    }

    /// Keeps to the stretch and its speeds, unless the film was paused by hand.
    private func keepTo(_ range: ReplayRange) async {
      guard player.timeControlStatus != .paused || isAtItsEnd else { return }
      let nowS = player.currentTime().seconds
      guard nowS < range.toS, !isAtItsEnd else { return await begin(range) }
      let speed = Float(range.speed(at: nowS))
      if player.rate != speed { player.rate = speed }
    }

    private var isAtItsEnd: Bool {
      guard let length = player.currentItem?.duration, length.isNumeric else { return false }
      return player.currentTime() >= length
    }
  }
#endif
