/// Names of what lies in a bundle.

/// The files of a bundle and of an unpacked detector, by name.
public enum BundleName {
  /// How a bundle's file ends.
  public static let ending = "sweetspot"
  /// The list of contents; it comes first.
  public static let index = "bundle.json"
  /// The detector's description.
  public static let manifest = "manifest.json"
  /// The laptop's check.
  public static let check = "check.json"
  /// The detector's figures for people.
  public static let card = "MODEL_CARD.md"
  /// The folder with the Core ML package.
  public static let package = "model.mlpackage"
  /// The folder with the golden frames.
  public static let golden = "golden"
  /// What the golden frames must give.
  public static let goldenFile = "golden/golden.json"

  static let again = "Nothing was taken from it. Ask for the file again from where it came."

  private static let single: Set<String> = [manifest, check, card]
  private static let folders: Set<String> = [package, golden]
  private static let deepest = 7
  static let longestPart = 100

  /// Returns whether a file of this name has a place in a bundle, and could not lie elsewhere.
  public static func isMember(_ name: String) -> Bool {
    if single.contains(name) { return true }
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard (2...deepest).contains(parts.count), folders.contains(String(parts[0]) ?? "") else {
      return false
    }
    return parts.dropFirst().allSatisfy { isPart($0) }
  }

  /// Returns whether a text may be one part of a path, on every system.
  static func isPart(_ text: Substring.UTF8View, longest: Int = longestPart) -> Bool {
    guard let first = text.first, isLetter(first) || first == UInt8(ascii: "_") else {
      return false
    }
    return text.count <= longest && text.allSatisfy { isLetter($0) || inside.contains($0) }
  }

  private static let inside = Set("._-".utf8)

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
