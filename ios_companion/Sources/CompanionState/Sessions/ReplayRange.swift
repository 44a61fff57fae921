/// Which part of the film shows a hit, and how slowly.

import Foundation
import SweetspotModels

/// A stretch of film around a contact, slow where it matters.
public struct ReplayRange: Equatable, Sendable {
  /// Where it begins, in seconds of the film.
  public let fromS: Double
  /// The moment of contact.
  public let contactS: Double
  /// Where it ends.
  public let toS: Double

  static let beforeS = 0.9
  static let afterS = 0.6
  static let slowBeforeS = 0.15
  static let slowAfterS = 0.12

  /// Makes the stretch around a hit, inside of a film of `durationS` seconds.
  public init(around hit: Hit, durationS: Double) {
    let length = durationS.isFinite ? max(durationS, 0) : 0
    contactS = min(max(hit.timeS, 0), length)
    fromS = max(0, contactS - Self.beforeS)
    toS = min(length, contactS + Self.afterS)
  }

  /// Returns the speed at which `timeS` is shown: an eighth around contact, a half elsewhere.
  public func speed(at timeS: Double) -> Double {
    let near = (contactS - Self.slowBeforeS)...(contactS + Self.slowAfterS)
    return near.contains(timeS) ? 0.125 : 0.5
  }

  /// The moments at which the speed changes, rising.
  public var changesS: [Double] {
    [contactS - Self.slowBeforeS, contactS + Self.slowAfterS].filter { $0 > fromS && $0 < toS }
  }
}
