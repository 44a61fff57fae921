/// What a precision may differ by from the laptop's numbers; `core/phone/tolerances.py` says why.

import SweetspotModels

/// What is no fault in a comparison of boxes and hits.
public struct Tolerance: Hashable, Sendable {
  /// Scores that differ by no more may lie on two sides of a threshold.
  public var edge: Double
  /// An edge may move by less than this, in pixels of the golden picture …
  public var shiftPx = 0.5
  /// … or by this share of the box's mean side, where that is more.
  public var shiftShare = 0.0
  /// How far a hit's r may differ where a score's band ends between the two.
  public var r = 0.01

  /// Numbers in single precision.
  public static let float32 = Tolerance(edge: 1e-4)
  /// Numbers in half precision.
  public static let float16 = Tolerance(edge: 5e-3)
  /// Weights with fewer bits than the laptop's.
  public static let fewerBits = Tolerance(edge: 2e-2)

  /// Returns what a package may differ by.
  public static func of(_ phone: PhoneModel) -> Tolerance {
    if phone.compress != "none" { return fewerBits }
    return phone.precision == "fp32" ? float32 : float16
  }

  /// Returns how far an edge of this box must move to be a fault, in its pixels.
  func allowedPx(_ box: GoldenBox) -> Double { max(shiftPx, shiftShare * box.xyxy.meanSide) }
}
