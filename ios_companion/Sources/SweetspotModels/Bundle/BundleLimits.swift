/// What a bundle may come to at most.

/// Sizes beyond which nothing is a bundle of ours.
public enum BundleLimits {
  /// Files in a bundle.
  public static let files = 5_000
  /// Bytes of all members together.
  public static let unpackedBytes = 1 << 30
  /// Bytes of the list of contents.
  static let indexBytes = 4 << 20
  /// Bytes of one of the other files that are read into memory.
  static let textBytes = 16 << 20
  /// Bytes of one entry in the zip's directory.
  static let entryBytes = 1_000
}
