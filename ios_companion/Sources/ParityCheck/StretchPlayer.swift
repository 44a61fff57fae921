/// What the hit engine finds in a stretch of golden frames.

import CenterNetDecoder
import HitEngine
import SweetspotModels

enum StretchPlayer {
  /// Returns the hits that follow from the boxes of a stretch's frames, in pixels of the input.
  static func hits(
    in stretch: GoldenStretch, inputSize: PixelSize, boxes: [[Detection]]
  ) -> [HitFigure] {
    var engine = HitEngine(size: stretch.sourceSize, fps: stretch.fps)
    let fit = Letterbox(source: stretch.sourceSize, input: inputSize)
    var hits: [Hit] = []
    for (frame, listed) in zip(stretch.frames, boxes) {
      let inSource = listed.map { box in
        Detection(xyxy: fit.toSource(box.xyxy), score: box.score, classId: box.classId)
      }
      hits += engine.push(frame: frame.number, timeS: frame.timeS, boxes: inSource).hits
    }
    hits += engine.finish().hits
    return hits.map { HitFigure(of: $0) }
  }
}
