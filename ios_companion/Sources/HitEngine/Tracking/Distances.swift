/// Lengths between points and boxes.

import Foundation
import SweetspotModels

/// Returns how far two points are apart.
func distance(_ a: Point, _ b: Point) -> Double {
  hypot(a.x - b.x, a.y - b.y)
}

/// Returns how far a point is outside a box; 0 inside.
func gapToBox(_ point: Point, _ box: Box) -> Double {
  let dx = max(box.x0 - point.x, 0, point.x - box.x1)
  let dy = max(box.y0 - point.y, 0, point.y - box.y1)
  return hypot(dx, dy)
}

/// Returns a player's size in px: the longer side, for films that lie on their side.
func heightOf(_ box: Box) -> Double {
  max(box.width, box.height, 1)
}

/// Returns intersection over union of two boxes, computed in single precision as numpy does it.
func overlapInFloat(_ a: Box, _ b: Box) -> Float {
  let (ax0, ay0, ax1, ay1) = (Float(a.x0), Float(a.y0), Float(a.x1), Float(a.y1))
  let (bx0, by0, bx1, by1) = (Float(b.x0), Float(b.y0), Float(b.x1), Float(b.y1))
  let both = max(min(ax1, bx1) - max(ax0, bx0), 0) * max(min(ay1, by1) - max(ay0, by0), 0)
  let areaA = max(ax1 - ax0, 0) * max(ay1 - ay0, 0)
  let areaB = max(bx1 - bx0, 0) * max(by1 - by0, 0)
  return both / max(areaA + areaB - both, 1e-9)
}
