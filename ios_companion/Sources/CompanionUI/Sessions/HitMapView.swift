/// All contact points of a practice on one racket face.

#if os(iOS)
  import CompanionState
  import SweetspotModels
  import SwiftUI

  struct HitMapView: View {
    let map: HitMap
    let chosen: String?
    let choose: (String?) -> Void

    var body: some View {
      GeometryReader { room in
        let face = Face(in: room.size)
        Canvas { context, _ in
          draw(face, &context)
          if let spread = map.spread { draw(spread, face, &context) }
          for point in map.points { draw(point, face, &context) }
        }
        .contentShape(.rect)
        .onTapGesture { place in
          let near = map.points.min { face.distance($0.at, place) < face.distance($1.at, place) }
          choose(near.flatMap { face.distance($0.at, place) <= 22 ? $0.id : nil })
        }
      }
      .accessibilityElement()
      .accessibilityLabel("Hit map")
      .accessibilityValue(map.words)
    }

    private func draw(_ face: Face, _ context: inout GraphicsContext) {
      let throat = CGRect(
        x: face.centre.x - 7, y: face.centre.y + face.half.height, width: 14,
        height: face.half.height * 0.5)
      context.fill(Path(roundedRect: throat, cornerRadius: 5), with: .color(.secondary))
      context.stroke(Path(ellipseIn: face.ring(1)), with: .color(.primary), lineWidth: 4)
      for limit in ScoreRule.standard.limits {
        context.stroke(
          Path(ellipseIn: face.ring(limit)), with: .color(.secondary.opacity(0.6)),
          style: StrokeStyle(lineWidth: 1, dash: [4, 3]))
      }
      for (score, limit) in zip([5, 4, 3, 2], ScoreRule.standard.limits) {
        context.draw(
          Text("\(score)").font(.caption2).foregroundStyle(.secondary),
          at: CGPoint(x: face.centre.x, y: face.centre.y - face.half.height * (limit - 0.1)))
      }
    }

    private func draw(_ spread: HitSpread, _ face: Face, _ context: inout GraphicsContext) {
      let unit = CGRect(
        x: -spread.halfAxes.x, y: -spread.halfAxes.y, width: 2 * spread.halfAxes.x,
        height: 2 * spread.halfAxes.y)
      let turned = CGAffineTransform(translationX: face.centre.x, y: face.centre.y)
        .scaledBy(x: face.half.width, y: -face.half.height)
        .translatedBy(x: spread.centre.x, y: spread.centre.y)
        .rotated(by: spread.angleDegrees * .pi / 180)
      let path = Path(ellipseIn: unit).applying(turned)
      context.fill(path, with: .color(.primary.opacity(0.08)))
      context.stroke(path, with: .color(.primary.opacity(0.7)), style: StrokeStyle(dash: [5, 4]))
    }

    private func draw(_ point: HitMapPoint, _ face: Face, _ context: inout GraphicsContext) {
      let at = face.point(point.at)
      let radius: CGFloat = point.id == chosen ? 11 : 8
      let disc = Path(
        ellipseIn: CGRect(
          x: at.x - radius, y: at.y - radius, width: 2 * radius, height: 2 * radius))
      let rgb = Palette.score(point.value)
      context.fill(disc, with: .color(Color(rgb).opacity(point.doubtful ? 0.4 : 1)))
      context.stroke(
        disc, with: .color(point.id == chosen ? .primary : Color(rgb)),
        lineWidth: point.id == chosen ? 3 : 1)
      context.draw(
        Text(point.value.map(String.init) ?? "–")
          .font(.caption2.bold())
          .foregroundStyle(point.doubtful ? Color.primary : Color(rgb.ink)),
        at: at)
    }
  }

  /// The string bed as an ellipse on the screen, tip up; a usual head is 33 by 26 cm.
  private struct Face {
    let centre: CGPoint
    let half: CGSize

    private static let ratio = 33.0 / 26
    private static let furthest = 1.14

    init(in room: CGSize) {
      let width = min(room.width / 2.44, room.height / (2.75 * Self.ratio))
      half = CGSize(width: width, height: width * Self.ratio)
      centre = CGPoint(x: room.width / 2, y: half.height * 1.12)
    }

    /// Where a point of the face lies on the screen; far misses stay beside the frame.
    func point(_ at: Point) -> CGPoint {
      let shrink = at.length > 0 ? min(1, Self.furthest / at.length) : 1
      return CGPoint(
        x: centre.x + at.x * shrink * half.width, y: centre.y - at.y * shrink * half.height)
    }

    func ring(_ r: Double) -> CGRect {
      CGRect(
        x: centre.x - half.width * r, y: centre.y - half.height * r, width: 2 * half.width * r,
        height: 2 * half.height * r)
    }

    func distance(_ at: Point, _ place: CGPoint) -> CGFloat {
      let here = point(at)
      return hypot(here.x - place.x, here.y - place.y)
    }
  }
#endif
