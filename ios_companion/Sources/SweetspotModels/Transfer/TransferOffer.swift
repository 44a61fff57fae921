/// What the laptop's code says: one file at one address, for this phone.

/// An offer as it stands in a QR code: `sweetspot://host:port/token?v=1&sha256=…&size=…`.
public struct TransferOffer: Hashable, Sendable {
  /// The laptop's IPv4 address.
  public let host: String
  /// Where the laptop listens.
  public let port: Int
  /// 128 random bits as 32 hexadecimal digits, for this one transfer.
  public let token: String
  /// The file's SHA-256 as 64 hexadecimal digits.
  public let sha256: String
  /// The file's bytes.
  public let size: Int

  /// The scheme that opens the app.
  public static let scheme = "sweetspot"
  private static let newestVersion = 1

  /// Where the phone gets the file and posts its report.
  public var address: String { "http://\(host):\(port)/\(token)" }

  /// Makes the offer that a link holds.
  ///
  /// Throws `SweetspotError` for a link of another kind, a newer version, or a file that is larger
  /// than any of ours.
  public init(link: String) throws {
    guard link.utf8.count < 2_000, link.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      let rest = link.after("\(Self.scheme)://")
    else { throw Self.noCode }
    let (place, query) = try rest.cut(at: "?")
    let (authority, path) = try place.cut(at: "/")
    let (host, portText) = try authority.cut(at: ":")
    var told: [Substring: Substring] = [:]
    for part in query.split(separator: "&", omittingEmptySubsequences: false) {
      let (name, value) = try part.cut(at: "=")
      if told[name] == nil { told[name] = value }
    }
    guard let version = told["v"].flatMap(Self.whole) else { throw Self.noCode }
    if version > Self.newestVersion {
      throw SweetspotError(
        .newer, "The code was made by a newer Sweetspot.", hint: "Update the app.")
    }
    guard Self.isIPv4(host), let port = Self.whole(portText), (1...65_535).contains(port),
      path.utf8.count == 32, path.utf8.allSatisfy(Self.isHexDigit),
      let digest = told["sha256"], Sha256.isHex(String(digest)),
      let size = told["size"].flatMap(Self.whole)
    else { throw Self.noCode }
    if size > BundleLimits.unpackedBytes {
      throw SweetspotError(.tooLarge, "The laptop offers a file that is too large for a detector.")
    }
    (self.host, self.port, self.token) = (String(host), port, String(path))
    (sha256, self.size) = (String(digest), size)
  }

  private static let noCode = SweetspotError(
    .damaged, "This is no code of Sweetspot's.", hint: "Scan the code again.")

  /// Returns digits alone as a number; nil for signs, blanks and what is too large.
  private static func whole(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static func isIPv4(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in part.count <= 3 && (whole(part).map { $0 < 256 } ?? false) }
  }
}

extension String {
  /// Returns what follows `beginning`; nil where the text begins otherwise.
  fileprivate func after(_ beginning: String) -> Substring? {
    hasPrefix(beginning) ? dropFirst(beginning.count) : nil
  }
}

extension Substring {
  /// Returns what stands before and behind the first `mark`; throws where there is none.
  fileprivate func cut(at mark: Character) throws -> (Substring, Substring) {
    guard let at = firstIndex(of: mark) else {
      throw SweetspotError(
        .damaged, "This is no code of Sweetspot's.", hint: "Scan the code again.")
    }
    return (self[..<at], self[index(after: at)...])
  }
}
