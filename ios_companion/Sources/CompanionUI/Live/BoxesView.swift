/// Boxes and the ball's trail over the camera's picture.

#if os(iOS)
  import CompanionState
  import SweetspotModels
  import SwiftUI

  struct BoxesView: View {
    let moment: LiveMoment?

    /// Boxes below are for the tracker, not for the eye.
    private static let shownFrom = 0.3

    var body: some View {
      Canvas { context, room in
        guard let moment else { return }
        let fit = PictureFit(moment.seen.size, in: room)
        drawTrail(moment, fit, &context)
        for box in moment.seen.boxes where box.score >= Self.shownFrom {
          let colour = Color(Palette.object(box.classId))
          let path = Path(roundedRect: fit.rect(box.xyxy), cornerRadius: 3)
          context.stroke(path, with: .color(.black.opacity(0.5)), lineWidth: 4)
          context.stroke(path, with: .color(colour), lineWidth: 2)
        }
      }
    }

    private func drawTrail(
      _ moment: LiveMoment, _ fit: PictureFit, _ context: inout GraphicsContext
    ) {
      let colour = Color(Palette.object(.ball))
      for (older, newer) in zip(moment.trail, moment.trail.dropFirst()) {
        let age = moment.seen.timeS - newer.timeS
        var path = Path()
        path.move(to: fit.point(older.at))
        path.addLine(to: fit.point(newer.at))
        let strength = max(0, 1 - age / 0.6)
        context.stroke(
          path, with: .color(colour.opacity(strength)),
          style: StrokeStyle(lineWidth: 3, lineCap: .round))
      }
    }
  }

  /// Where a picture lies in a room that it fits into, whole and centred.
  struct PictureFit {
    private let scale: CGFloat
    private let origin: CGPoint

    init(_ picture: PixelSize, in room: CGSize) {
      let (width, height) = (CGFloat(max(picture.width, 1)), CGFloat(max(picture.height, 1)))
      scale = min(room.width / width, room.height / height)
      origin = CGPoint(
        x: (room.width - width * scale) / 2, y: (room.height - height * scale) / 2)
    }

    func point(_ at: Point) -> CGPoint {
      CGPoint(x: origin.x + at.x * scale, y: origin.y + at.y * scale)
    }

    func rect(_ box: Box) -> CGRect {
      CGRect(
        x: origin.x + box.x0 * scale, y: origin.y + box.y0 * scale,
        width: box.width * scale, height: box.height * scale)
    }
  }
#endif
