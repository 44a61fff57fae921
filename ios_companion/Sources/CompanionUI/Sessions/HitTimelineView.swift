/// The hits along the film: a mark for each, at its time, in the colour of its score.

#if os(iOS)
  import CompanionState
  import SwiftUI

  struct HitTimelineView: View {
    let timeline: HitTimeline
    let chosen: String?
    let choose: (String?) -> Void

    private static let markWidth: CGFloat = 8

    var body: some View {
      GeometryReader { room in
        let width = max(room.size.width - Self.markWidth, 1)
        Canvas { context, size in
          let line = CGRect(x: 0, y: size.height - 3, width: size.width, height: 2)
          context.fill(Path(line), with: .color(.secondary))
          for mark in timeline.marks {
            // The better, the higher; a digit's worth of height for each point.
            let tall = (size.height - 8) * CGFloat(mark.value ?? 1) / 5
            let bar = CGRect(
              x: width * mark.share, y: size.height - 4 - tall, width: Self.markWidth, height: tall)
            let path = Path(roundedRect: bar, cornerRadius: 3)
            let colour = Color(Palette.score(mark.value))
            context.fill(path, with: .color(colour.opacity(mark.doubtful ? 0.45 : 1)))
            if mark.id == chosen {
              context.stroke(path, with: .color(.primary), lineWidth: 2)
            }
          }
        }
        .contentShape(.rect)
        .gesture(
          DragGesture(minimumDistance: 0).onChanged { touch in
            let share = (touch.location.x - Self.markWidth / 2) / width
            if let mark = timeline.mark(near: share, reach: 22 / width) { choose(mark.id) }
          })
      }
      .accessibilityElement()
      .accessibilityLabel("Hits along the film")
      .accessibilityValue(value)
      .accessibilityAdjustableAction { direction in
        let at = timeline.marks.firstIndex { $0.id == chosen }
        let next = direction == .increment ? (at ?? -1) + 1 : (at ?? timeline.marks.count) - 1
        if timeline.marks.indices.contains(next) { choose(timeline.marks[next].id) }
      }
    }

    private var value: String {
      guard let at = timeline.marks.firstIndex(where: { $0.id == chosen }) else {
        return "\(timeline.marks.count) hits"
      }
      let mark = timeline.marks[at]
      let score = mark.value.map { "score \($0)" } ?? "no score"
      let time = ClockText.of(timeline.timeS(at: mark.share))
      return "Hit \(at + 1) of \(timeline.marks.count), at \(time), \(score)"
    }
  }
#endif
