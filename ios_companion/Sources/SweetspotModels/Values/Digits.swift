/// Numbers with so many decimals, as Python rounds them.

import Foundation

extension Double {
  /// Returns the number in words with so many decimals; ties go to the even digit.
  public func text(digits: Int) -> String { String(format: "%.\(digits)f", self) }

  /// Returns the number that has so many decimals; ties go to the even digit.
  public func toDigits(_ digits: Int) -> Double { Double(text(digits: digits)) ?? self }
}
