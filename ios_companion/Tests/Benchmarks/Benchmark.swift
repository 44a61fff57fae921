/// One thing to measure, and how times are taken.

import Foundation

struct Benchmark: Sendable {
  let name: String
  let about: String
  /// Measures and returns the lines to print.
  let run: @Sendable () throws -> [String]
}

/// What a repeated call cost.
struct Cost {
  /// Microseconds of the middle one of several rounds, for one call.
  let median: Double
  /// Of the fastest round: what it costs when nobody else is working.
  let least: Double

  var words: String { String(format: "%8.2f µs (at best %.2f)", median, least) }
}

/// Measures calls of several functions in turn, so that a busy moment meets all alike.
///
/// - Parameters:
///   - rounds: How often each is measured.
///   - calls: How many calls make one measurement.
///   - bodies: What is called; its result is used, or the compiler would leave the call out.
/// - Returns: What each cost.
/// - Throws: What a function throws.
func costs(rounds: Int = 31, calls: Int, of bodies: [() throws -> Int]) throws -> [Cost] {
  var taken = [[Double]](repeating: [], count: bodies.count)
  var used = 0
  for _ in 0..<rounds {
    for (number, body) in bodies.enumerated() {
      let start = DispatchTime.now().uptimeNanoseconds
      for _ in 0..<calls { used &+= try body() }
      let end = DispatchTime.now().uptimeNanoseconds
      taken[number].append(Double(end - start) / 1000 / Double(calls))
    }
  }
  keep(used)
  return taken.map { times in
    let sorted = times.sorted()
    return Cost(median: sorted[sorted.count / 2], least: sorted[0])
  }
}

/// Uses a number in a way that the compiler cannot see through.
@inline(never)
func keep(_ number: Int) { if number == .min { print(number) } }
