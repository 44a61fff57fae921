/// Boxes that one side alone has, and that the other could as well have had.

import SweetspotModels

enum Hair {
  /// Boxes of one class that overlap so much are one object found twice.
  private static let sameObject = 0.6
  /// Boxes of cells beside each other overlap so much.
  private static let sameCells = 0.5
  /// So much of a box lies in a larger one.
  private static let inside = 0.8

  /// Returns whether a hair decided that a box is shown.
  static func decides(
    _ box: GoldenBox, _ matched: [GoldenBox], _ ties: [GoldenBox], edge: Double
  ) -> Bool {
    isTwin(box, matched, edge) || isHairPeak(box, matched, ties, edge)
  }

  private static func isTwin(_ box: GoldenBox, _ matched: [GoldenBox], _ edge: Double) -> Bool {
    matched.contains { other in
      other.label == box.label && abs(other.score - box.score) <= edge
        && (other.xyxy.overlap(with: box.xyxy) > sameObject
          || other.xyxy.shift(to: box.xyxy) <= 1)
    }
  }

  /// Whether a second box inside a larger one of its class was a peak only by a hair: its
  /// neighbour is as hot, and leads up to the larger one's peak.
  private static func isHairPeak(
    _ box: GoldenBox, _ matched: [GoldenBox], _ ties: [GoldenBox], _ edge: Double
  ) -> Bool {
    let isTied = ties.contains { tie in
      tie.label == box.label && abs(tie.score - box.score) <= 2 * edge
        && tie.xyxy.overlap(with: box.xyxy) > sameCells
    }
    return isTied && matched.contains { $0.label == box.label && lies(box.xyxy, in: $0.xyxy) }
  }

  private static func lies(_ inner: Box, in outer: Box) -> Bool {
    let width = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    let height = min(inner.y1, outer.y1) - max(inner.y0, outer.y0)
    let area = inner.width * inner.height
    return width > 0 && height > 0 && width * height >= inside * area
  }
}
