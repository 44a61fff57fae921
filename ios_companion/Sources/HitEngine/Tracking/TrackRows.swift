/// From scenes to rows of tracks: a little late, so that short gaps can be filled.

import SweetspotModels

/// Turns each scene into rows once `lateS` of what follows is known.
struct TrackRows: Sendable {
  private var waiting = Queue<Scene>()
  private var given = Queue<Scene>()

  /// Real seconds a scene waits: as long as a ball may stay unseen and still be the same.
  static let lateS = 0.35

  /// Takes one scene and returns the rows that became final; `main` is the main player's track.
  mutating func push(_ scene: Scene, main: Int?) -> [TrackRow] {
    waiting.append(scene)
    var rows: [TrackRow] = []
    while let first = waiting.first, scene.timeS - first.timeS > Self.lateS {
      next(&rows, main)
    }
    return rows
  }

  /// Returns the rows of all scenes that waited, and forgets the past.
  mutating func finish(main: Int?) -> [TrackRow] {
    var rows: [TrackRow] = []
    while !waiting.isEmpty { next(&rows, main) }
    given.removeAll()
    return rows
  }

  private mutating func next(_ rows: inout [TrackRow], _ player: Int?) {
    guard let scene = waiting.popFirst() else { return }
    while let first = given.first, scene.timeS - first.timeS > Self.lateS { given.popFirst() }
    let mains = mainIds(scene, player)
    for shown in scene.shown.sorted(by: { $0.trackId < $1.trackId }) {
      rows.append(
        TrackRow(shown, frame: scene.frame, box: shown.xyxy, observed: true, mains: mains))
    }
    fill(&rows, scene, mains)
    given.append(scene)
  }

  /// Returns the tracks of the main player, what he holds, and the ball in play.
  private func mainIds(_ scene: Scene, _ player: Int?) -> [Int] {
    guard let player else {
      return [ballInPlay(window(scene), on: scene, player: nil)].compactMap { $0 }
    }
    let holding = scene.holding(player)
    let ball = ballInPlay(window(scene), on: scene, player: scene.player(player))
    return [player, ball, holding?.racket?.trackId, holding?.head?.trackId].compactMap { $0 }
  }

  private func window(_ scene: Scene) -> some Sequence<Scene> {
    [given[...], Queue(of: scene)[...], waiting[...]].joined()
  }

  /// Adds objects not seen here but shortly before and after, on the straight line.
  private func fill(_ rows: inout [TrackRow], _ scene: Scene, _ mains: [Int]) {
    var done = scene.shown.map(\.trackId)
    for earlier in given.reversed() {
      for shown in earlier.shown where !done.contains(shown.trackId) {
        done.append(shown.trackId)
        guard let (later, there) = nextSight(of: shown.trackId),
          later.timeS - earlier.timeS <= Self.lateS
        else { continue }
        let share = (scene.timeS - earlier.timeS) / (later.timeS - earlier.timeS)
        let box = between(shown.xyxy, there.xyxy, share)
        rows.append(TrackRow(shown, frame: scene.frame, box: box, observed: false, mains: mains))
      }
    }
  }

  private func nextSight(of trackId: Int) -> (Scene, Shown)? {
    for scene in waiting {
      if let found = scene.object(trackId) { return (scene, found) }
    }
    return nil
  }
}

private func between(_ a: Box, _ b: Box, _ share: Double) -> Box {
  Box(
    x0: a.x0 + share * (b.x0 - a.x0), y0: a.y0 + share * (b.y0 - a.y0),
    x1: a.x1 + share * (b.x1 - a.x1), y1: a.y1 + share * (b.y1 - a.y1))
}

extension TrackRow {
  /// Makes the row of an object, in single precision as the laptop's files have it.
  fileprivate init(_ shown: Shown, frame: Int, box: Box, observed: Bool, mains: [Int]) {
    self.init(
      frame: frame, trackId: shown.trackId, classId: shown.kind, xyxy: box.inFloat,
      score: Double(Float(shown.score)), observed: observed, main: mains.contains(shown.trackId))
  }
}

extension Box {
  /// The same box rounded to single precision, in which detections are kept.
  var inFloat: Box {
    Box(
      x0: Double(Float(x0)), y0: Double(Float(y0)), x1: Double(Float(x1)), y1: Double(Float(y1)))
  }
}
