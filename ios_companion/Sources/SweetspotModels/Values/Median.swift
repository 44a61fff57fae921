/// The number in the middle.

extension Array<Double> {
  /// The number in the middle, or between the two in the middle; nil without numbers.
  public var median: Double? {
    let sorted = sorted()
    guard let upper = sorted.dropFirst(count / 2).first else { return nil }
    return count.isMultiple(of: 2) ? (sorted[count / 2 - 1] + upper) / 2 : upper
  }
}
