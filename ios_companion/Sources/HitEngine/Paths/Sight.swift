/// Something seen: of the ball, or of a racket head.

import SweetspotModels

/// Something seen at `xy` (px) at `timeS`, off by `sigmaPx` per axis.
struct Sight: Sendable {
  let timeS: Double
  let xy: Point
  let sigmaPx: Double
  /// Its smaller side.
  let sidePx: Double
  /// The detector's word on it.
  var score = 1.0
}

/// Sights in time's order: a piece of a flight.
typealias Sights = ArraySlice<Sight>

extension Sights {
  /// Returns the smaller side in the middle of all, in px; there must be a sight.
  var middleSide: Double {
    let sides = map(\.sidePx).sorted()
    return sides[sides.count / 2]
  }

  /// Returns the detector's mean word; there must be a sight.
  var meanScore: Double {
    reduce(0) { $0 + $1.score } / Double(count)
  }

  /// Returns the number of sights before a time.
  func countBefore(_ timeS: Double) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].timeS < timeS { low = middle + 1 } else { high = middle }
    }
    return low - startIndex
  }
}
