/// What the sound says of the hits while a lesson runs: the last minute, heard again and again.

import SweetspotModels

/// Collects onsets and hits on the pictures' clock, and lets the sound have its vote.
struct WatchSound: Sendable {
  /// All final onsets of the lesson: with all hits and weak candidates, `fuseSound` gives what
  /// the laptop's Review gives.
  private(set) var onsets = Onsets()
  private var live = LiveOnsets()
  private var untilS = -Double.infinity
  private var nextS = -Double.infinity
  private var hits: [Hit] = []
  private var weak: [Hit] = []
  /// Hits and candidates on which the sound has not spoken.
  private var open: [Hit] = []
  private var shiftS: Double?
  private var loud = 0.0

  /// Hits and onsets that vote together: enough hits for the shift, little enough to be quick.
  static let windowS = 60.0
  /// Onsets are final 4.5 s after they were heard, and a sound is up to 0.3 s late.
  static let settledS = 5.0
  /// Votes are so far apart: each asks all hits of the window again.
  static let everyS = 1.0
  /// So many hits must agree on the sound's shift before an impact may speak early.
  static let sureOfShift = 2

  /// Takes a block of sound; returns impacts for early calls, as the picture shows them.
  mutating func hear(_ samples: [Float], rateHz: Double, takenS: Double) -> [LiveOnset] {
    let heard = live.push(samples, rateHz: rateHz, takenS: takenS)
    keep(heard.final)
    untilS = takenS + Double(samples.count) / rateHz
    guard let shiftS, loud > 0 else { return [] }
    return heard.early.map {
      LiveOnset(timeS: $0.timeS - shiftS, strength: min($0.strength / loud, 1))
    }
  }

  /// Hears that there is no more sound.
  mutating func end() {
    if untilS > -.infinity { keep(live.finish().final) }
    untilS = .infinity
  }

  /// Takes what the engine made final by sight.
  mutating func take(_ update: EngineUpdate) {
    hits += update.hits
    weak += update.weak
    for hit in update.hits + update.weak {
      if let at = open.firstIndex(where: { $0.id == hit.id }) {
        open[at] = hit
      } else {
        open.append(hit)
      }
      forget(before: hit.timeS - Self.windowS)
    }
  }

  /// Returns what the sound says of the hits it is sure about now, each hit once.
  mutating func vote() -> [WatchEvent] {
    guard untilS >= nextS else { return [] }
    nextS = untilS + Self.everyS
    let settled = open.filter { $0.timeS < untilS - Self.settledS }
    guard let last = settled.last else { return [] }
    let near = onsets.since(last.timeS - Self.windowS)
    let fused = fuseSound(hits, onsets: near, weak: weak)
    learn(near)
    open.removeAll { hit in settled.contains { $0.id == hit.id } }
    return settled.compactMap { hit in
      let isSeen = hits.contains { $0.id == hit.id }
      guard let heard = fused.last(where: { $0.id == hit.id }) else {
        return isSeen ? .unheard(hit) : nil
      }
      return heard == hit ? nil : .heard(heard, isNew: !isSeen)
    }
  }

  private mutating func forget(before oldestS: Double) {
    while let hit = hits.first, hit.timeS < oldestS {
      open.removeAll { $0.id == hit.id }
      hits.removeFirst()
    }
    while let hit = weak.first, hit.timeS < oldestS {
      open.removeAll { $0.id == hit.id }
      weak.removeFirst()
    }
  }

  private mutating func keep(_ more: [LiveOnset]) {
    onsets.timeS += more.map(\.timeS)
    onsets.strength += more.map(\.strength)
  }

  private mutating func learn(_ near: Onsets) {
    guard !near.timeS.isEmpty else {
      shiftS = nil
      return
    }
    let p = SoundParameters()
    let shift = SoundShift(hits: hits, onsets: near, parameters: p)
    shiftS = shift.n >= Self.sureOfShift ? shift.shiftS : nil
    loud = quantile(near.strength, 0.9) * p.loudShare
  }
}

extension Onsets {
  /// Returns those from a time on.
  fileprivate func since(_ timeS: Double) -> Onsets {
    let first = countBefore(timeS)
    return Onsets(
      timeS: Array(self.timeS.dropFirst(first)), strength: Array(strength.dropFirst(first)))
  }
}
