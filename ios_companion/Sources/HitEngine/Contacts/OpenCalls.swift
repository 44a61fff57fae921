/// Which early calls still wait for the engine's word.

import SweetspotModels

/// A call under its number; the hit as it was called.
public struct EarlyCall: Hashable, Sendable {
  /// Counts the calls, from 0.
  public let number: Int
  /// What was called out.
  public let hit: Hit
}

/// Keeps the calls until the engine's own hit answers them or none can any more.
public struct OpenCalls: Sendable {
  private let slow: Double
  private let lateS: Double
  private var open: [EarlyCall] = []
  private var next = 0

  /// A final hit this near to a call is what was called: half of the way to the next hit.
  static let sameCallS = 0.18

  /// Makes an empty list; `slow` is film seconds per real second.
  public init(slow: Double = 1, parameters: HitParameters = HitParameters()) {
    self.slow = slow
    lateS = parameters.delayS + Self.sameCallS
  }

  /// Opens a call.
  public mutating func add(_ hit: Hit) -> EarlyCall {
    let call = EarlyCall(number: next, hit: hit)
    next += 1
    open.append(call)
    return call
  }

  /// Returns the call that a final hit answers, and closes it; nil if nobody called.
  public mutating func answer(_ hit: Hit) -> EarlyCall? {
    var best: (at: Int, gap: Double)?
    for (i, call) in open.enumerated() {
      let gap = abs(call.hit.timeS - hit.timeS) / slow
      if gap <= Self.sameCallS, best.map({ gap < $0.gap }) ?? true { best = (i, gap) }
    }
    return best.map { open.remove(at: $0.at) }
  }

  /// Closes and returns the calls that no hit can answer any more at a time on the film's clock.
  public mutating func withdrawn(at filmS: Double) -> [EarlyCall] {
    let isLate = { (call: EarlyCall) in (filmS - call.hit.timeS) / slow > lateS }
    let late = open.filter(isLate)
    open.removeAll(where: isLate)
    return late
  }
}
