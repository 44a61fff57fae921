/// Boxes as they stand in the vectors.

import SweetspotModels

/// Rows of frame, class, score and the box's four edges.
struct BoxRows {
  private var byFrame: [Int: [Detection]] = [:]

  init(_ rows: [[Double]]) throws {
    for row in rows {
      guard row.count == 7, let kind = ObjectClass(rawValue: Int(row[1])) else {
        throw BadRow(row: row)
      }
      let box = Box(x0: row[3], y0: row[4], x1: row[5], y1: row[6])
      byFrame[Int(row[0]), default: []].append(
        Detection(xyxy: box, score: row[2], classId: kind))
    }
  }

  /// Returns the boxes of one picture.
  func at(_ frame: Int) -> [Detection] { byFrame[frame] ?? [] }
}

/// A row that is none.
struct BadRow: Error {
  let row: [Double]
}
