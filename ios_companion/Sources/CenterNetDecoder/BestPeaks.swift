/// The best few peaks of all that are offered, in room for that few.

/// A cell that is the highest of its neighbourhood.
struct Peak {
  let logit: Float
  /// How many were offered before it: of equal peaks the first is better.
  let order: Int
  let channel: Int
  let row: Int
  let column: Int

  @inline(__always)
  func isBetter(than other: Peak) -> Bool {
    logit > other.logit || (logit == other.logit && order < other.order)
  }
}

/// A heap with the worst peak on top, so that a better one takes its place at once.
struct BestPeaks {
  private var heap: [Peak] = []
  private let capacity: Int
  private var offered = 0

  init(_ capacity: Int) {
    self.capacity = max(0, capacity)
    heap.reserveCapacity(min(self.capacity, 128))
  }

  /// Whether a peak so high would still be among the best.
  @inline(__always)
  func wants(_ logit: Float) -> Bool {
    if heap.count < capacity { return true }
    guard let worst = heap.first else { return false }
    return logit > worst.logit
  }

  /// Takes a peak that is wanted; peaks come in the order in which equal ones are to be listed.
  mutating func offer(_ logit: Float, channel: Int, row: Int, column: Int) {
    guard wants(logit) else { return }
    let peak = Peak(logit: logit, order: offered, channel: channel, row: row, column: column)
    offered += 1
    if heap.count < capacity {
      heap.append(peak)
      rise()
    } else {
      heap[0] = peak
      sink()
    }
  }

  /// Returns the peaks, best first.
  consuming func sorted() -> [Peak] {
    heap.sorted { $0.isBetter(than: $1) }
  }

  private mutating func rise() {
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[parent].isBetter(than: heap[child]) else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var worst = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[worst].isBetter(than: heap[child]) { worst = child }
      }
      if worst == parent { return }
      heap.swapAt(parent, worst)
      parent = worst
    }
  }
}
