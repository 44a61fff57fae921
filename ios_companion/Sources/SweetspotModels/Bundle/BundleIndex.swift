/// `bundle.json`: what a bundle holds, and what it says of itself.

import Foundation

/// One file of a bundle.
public struct BundleMember: Codable, Hashable, Sendable {
  /// SHA-256 as 64 lower-case hexadecimal digits.
  public let sha256: String
  /// Bytes.
  public let size: Int
}

/// What `bundle.json` says; its form is described in `TRANSFER.md`.
public struct BundleIndex: Decodable, Hashable, Sendable {
  /// The detector's name in words.
  public let name: String
  /// The detector's identity, as in its manifest.
  public let modelHash: String
  /// Whether the export passed its check on the laptop; where it did not, ask twice.
  public let checked: Bool
  /// The laptop's check in words.
  public let verdict: String
  /// The version of Sweetspot that packed it.
  public let program: String
  /// Every other file of the bundle, by its name with slashes.
  public let members: [String: BundleMember]

  private static let format = "sweetspot-bundle"
  private static let newestSchema = 1

  /// What tells whether the rest can be understood.
  private struct Form: Decodable {
    let format: String
    let schema: Int
    let needs: [JsonValue]?
  }

  /// Returns the index in the bytes of `bundle.json`.
  ///
  /// Throws `SweetspotError` for what is none, for a newer one, and for one that needs abilities
  /// which this app has not.
  public static func read(_ data: Data) throws -> BundleIndex {
    do {
      let form = try SnakeJson.value(Form.self, from: data)
      guard form.format == format else { throw damaged("it is of another kind") }
      if form.schema > newestSchema || form.needs?.isEmpty == false { throw newer }
      guard form.schema == newestSchema else { throw damaged("its schema is impossible") }
      let index = try SnakeJson.value(BundleIndex.self, from: data)
      for (name, member) in index.members {
        guard BundleName.isMember(name) else {
          throw damaged("“\(name.prefix(80))” would lie outside of its place")
        }
        guard Sha256.isHex(member.sha256), member.size >= 0 else {
          throw damaged("what it says of “\(name)” is impossible")
        }
      }
      return index
    } catch let error as DecodingError {
      throw damaged(error.plainWords)
    }
  }

  private static var newer: SweetspotError {
    SweetspotError(
      .newer, "The detector was packed by a newer Sweetspot.", hint: "Update the app to use it.")
  }

  private static func damaged(_ why: String) -> SweetspotError {
    SweetspotError(
      .damaged, "The file's list of contents cannot be read (\(why)).", hint: BundleName.again)
  }
}
