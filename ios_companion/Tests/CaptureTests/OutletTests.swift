/// A place from which one listener at a time takes what comes.

import Testing

@testable import Capture

@Test func aSlowListenerGetsTheNewest() async {
  let outlet = Outlet<Int>(room: 2)
  #expect(!outlet.put(0))
  let stream = outlet.open()
  #expect([1, 2, 3, 4].map { outlet.put($0) } == [false, false, true, true])
  outlet.close()
  var heard: [Int] = []
  for await one in stream { heard.append(one) }
  #expect(heard == [3, 4])
}

@Test func aNewListenerTakesThePlaceOfTheOneBefore() async {
  let outlet = Outlet<Int>(room: 8)
  let first = outlet.open()
  outlet.put(1)
  let second = outlet.open()
  outlet.put(2)
  outlet.close()
  outlet.put(3)
  var heard: [[Int]] = [[], []]
  for await one in first { heard[0].append(one) }
  for await one in second { heard[1].append(one) }
  #expect(heard == [[1], [2]])
}

@Test func aListenerThatWentAwayStopsNobody() async {
  let outlet = Outlet<Int>(room: 1)
  let stream = outlet.open()
  let listener = Task { for await _ in stream {} }
  listener.cancel()
  await listener.value
  #expect(!outlet.put(1))
  let next = outlet.open()
  outlet.put(2)
  outlet.close()
  var heard: [Int] = []
  for await one in next { heard.append(one) }
  #expect(heard == [2])
}
