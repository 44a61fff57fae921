/// What each band of the sound is measured against.

/// Learns the noise of each band.
protocol NoiseFloor: Sendable {
  /// Hops that are handled together.
  var blockHops: Int { get }
  /// Takes a block of hops and returns the noise in each band.
  mutating func under(_ block: [Bands]) -> Bands
}

/// Magnitude of a band at about -80 dB: quieter ones are silence.
let silence: Float = 1e-4

/// The noise of three seconds, half of it that of the three before.
struct BlockFloor: NoiseFloor {
  let blockHops = 512
  private var floor: Bands?

  mutating func under(_ block: [Bands]) -> Bands {
    let mine = noise(of: block)
    let both = floor.map { before in zip(mine, before).map { 0.5 * ($0 + $1) } } ?? mine
    floor = both
    return both
  }
}

/// The noise of the last seconds, so that a value is there at once.
struct RecentFloor: NoiseFloor {
  let blockHops = 4
  private var heard: [Bands] = []
  private var unlearned = 0
  private var floor: Bands?

  /// Hops whose noise counts: three seconds.
  static let heardHops = 512
  /// Hops after which it is learned anew.
  static let learnEvery = 16

  mutating func under(_ block: [Bands]) -> Bands {
    heard += heard.isEmpty ? block + block : block
    heard.removeFirst(max(0, heard.count - Self.heardHops))
    unlearned += block.count
    if let floor, unlearned < Self.learnEvery { return floor }
    unlearned = 0
    let learned = noise(of: heard)
    floor = learned
    return learned
  }
}

private func noise(of hops: [Bands]) -> Bands {
  (0..<SoundBands.count).map { band in max(median(hops.map { $0[band] }), silence) }
}
