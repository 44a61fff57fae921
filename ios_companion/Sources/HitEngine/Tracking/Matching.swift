/// Who is who: pairs of tracks and boxes, nearest first.

/// What a table of costs says: pairs, and the rows and columns left over, each in rising order.
struct Matches {
  var pairs: [(row: Int, column: Int)] = []
  var rows: [Int] = []
  var columns: [Int] = []
}

/// Pairs rows with columns of `cost` (row after row), cheapest pair first.
///
/// Pairs dearer than `limit` are none, those without a number neither. Greedy: in sport the
/// contests are local, and the order does not depend on the number of tracks elsewhere. Equal
/// costs go by row, then by column.
func match(cost: [Double], rows: Int, columns: Int, limit: Double = 1) -> Matches {
  var order: [Int] = []
  for (index, value) in cost.enumerated() where value <= limit { order.append(index) }
  order.sort { (cost[$0], $0) < (cost[$1], $1) }
  var rowTaken = [Bool](repeating: false, count: rows)
  var columnTaken = [Bool](repeating: false, count: columns)
  var found = Matches()
  for index in order {
    let (row, column) = (index / columns, index % columns)
    guard !rowTaken[row], !columnTaken[column] else { continue }
    rowTaken[row] = true
    columnTaken[column] = true
    found.pairs.append((row, column))
  }
  found.pairs.sort { $0.row < $1.row }
  found.rows = (0..<rows).filter { !rowTaken[$0] }
  found.columns = (0..<columns).filter { !columnTaken[$0] }
  return found
}
