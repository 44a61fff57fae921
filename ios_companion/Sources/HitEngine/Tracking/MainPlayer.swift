/// Who plays: the main player among all people.

import Foundation
import SweetspotModels

/// Chooses the player who practises: large, central, holds and moves a racket, stays.
///
/// `size` is the picture's width and height in px.
struct MainPlayer: Sendable {
  let size: PixelSize
  private(set) var main: Int?
  /// By track.
  private var weights: [(number: Int, weight: Double)] = []
  private var last: Scene?

  /// Seconds of real time over which the choice of the main player forgets.
  static let forgetS = 6.0
  /// Another player must be so much more prominent before the choice changes.
  static let hysteresis = 1.3

  init(size: PixelSize) {
    self.size = size
  }

  /// Takes one scene into account.
  mutating func update(_ scene: Scene) {
    let dt = last.map { max(0, scene.timeS - $0.timeS) } ?? 0
    let keep = exp(-dt / Self.forgetS)
    // At the first picture there is no time yet; a thirtieth of a second stands for it.
    let share = dt == 0 ? 1.0 / 30 : min(dt, 0.2)
    for i in weights.indices { weights[i].weight *= keep }
    weights.removeAll { !($0.weight > 1e-4) }
    var best: (number: Int, weight: Double)?
    var current: Double?
    for player in scene.players {
      let gain = share * prominence(scene, player)
      let weight = add(gain, to: player.number)
      if best.map({ weight > $0.weight }) ?? true { best = (player.number, weight) }
      if player.number == main { current = weight }
    }
    last = scene
    guard let best else { return }
    if current.map({ best.weight > Self.hysteresis * $0 }) ?? true { main = best.number }
  }

  /// Forgets everybody.
  mutating func cut() {
    weights.removeAll()
    main = nil
    last = nil
  }

  private mutating func add(_ gain: Double, to number: Int) -> Double {
    if let i = weights.firstIndex(where: { $0.number == number }) {
      weights[i].weight += gain
      return weights[i].weight
    }
    weights.append((number, gain))
    return gain
  }

  private func prominence(_ scene: Scene, _ player: Player) -> Double {
    let (width, height) = (Double(size.width), Double(size.height))
    let aside = abs(player.box.centre.x - width / 2) / (width / 2)
    let share = heightOf(player.box) / max(width, height)
    let armed = scene.holding(player.number) == nil ? 0 : 1.5
    return share * (1 - 0.6 * aside) * (1 + armed + swing(scene, player))
  }

  /// Returns 0...1 for how fast the racket moves.
  private func swing(_ scene: Scene, _ player: Player) -> Double {
    guard let last, let old = last.holding(player.number)?.racket,
      let new = scene.holding(player.number)?.racket, scene.timeS > last.timeS
    else { return 0 }
    let gone = distance(old.centre, new.centre) / heightOf(player.box)
    return min(1, gone / (scene.timeS - last.timeS) / 5)
  }
}
