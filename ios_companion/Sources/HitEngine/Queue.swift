/// A line that is left at one end and joined at the other.

/// First in, first out; what has left is given back to the system from time to time.
struct Queue<Element>: RandomAccessCollection {
  private var storage: [Element] = []
  private var head = 0

  init() {}

  /// Makes a line of one.
  init(of element: Element) {
    storage = [element]
  }

  var startIndex: Int { 0 }
  var endIndex: Int { storage.count - head }

  subscript(position: Int) -> Element { storage[head + position] }

  mutating func append(_ element: Element) {
    storage.append(element)
  }

  /// Takes out what came first; nil when nobody waits.
  @discardableResult
  mutating func popFirst() -> Element? {
    guard head < storage.count else { return nil }
    let element = storage[head]
    head += 1
    // At least as many stay as were moved up: on average this costs one move each.
    if head >= 16, head * 2 >= storage.count {
      storage.removeFirst(head)
      head = 0
    }
    return element
  }

  mutating func removeAll() {
    storage.removeAll(keepingCapacity: true)
    head = 0
  }
}

extension Queue: Sendable where Element: Sendable {}
