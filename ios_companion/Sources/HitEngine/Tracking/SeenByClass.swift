/// One picture's boxes by class.

import SweetspotModels

/// One picture's boxes by class, best first, each object once.
struct SeenByClass: Sendable {
  var player: [Seen] = []
  var racket: [Seen] = []
  var ball: [Seen] = []
  var racketHead: [Seen] = []

  /// Boxes of one class that overlap so much are one object found twice.
  static let sameObject = 0.6

  /// Sorts the boxes of one picture; numbers are rounded as the laptop keeps them.
  init(_ boxes: [Detection]) {
    let scores = boxes.map { Float($0.score) }
    for row in boxes.indices.sorted(by: { (scores[$1], $0) < (scores[$0], $1) }) {
      let box = boxes[row].xyxy.inFloat
      guard box.isFinite, scores[row].isFinite else { continue }
      let seen = Seen(xyxy: box, score: Double(scores[row]))
      let kind = boxes[row].classId
      if !self[kind].contains(where: { overlap($0, seen) > Self.sameObject }) {
        self[kind].append(seen)
      }
    }
  }

  subscript(kind: ObjectClass) -> [Seen] {
    get {
      switch kind {
      case .player: player
      case .racket: racket
      case .ball: ball
      case .racketHead: racketHead
      }
    }
    set {
      switch kind {
      case .player: player = newValue
      case .racket: racket = newValue
      case .ball: ball = newValue
      case .racketHead: racketHead = newValue
      }
    }
  }
}

extension Box {
  fileprivate var isFinite: Bool {
    x0.isFinite && y0.isFinite && x1.isFinite && y1.isFinite
  }
}

/// Returns intersection over union of two boxes whose sides are at least half a pixel.
private func overlap(_ a: Seen, _ b: Seen) -> Double {
  let width = min(a.xyxy.x1, b.xyxy.x1) - max(a.xyxy.x0, b.xyxy.x0)
  let height = min(a.xyxy.y1, b.xyxy.y1) - max(a.xyxy.y0, b.xyxy.y0)
  guard width > 0, height > 0 else { return 0 }
  let areas = a.size.width * a.size.height + b.size.width * b.size.height
  return width * height / (areas - width * height)
}
