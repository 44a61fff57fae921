/// What a detector's manifest says of its files for the phone.

/// The Core ML package beside a manifest, as it was exported.
public struct PhoneModel: Codable, Hashable, Sendable {
  /// Width of the package's input pictures, in pixels.
  public var inputWidth: Int
  /// Height of the package's input pictures, in pixels.
  public var inputHeight: Int
  /// `fp16` or `fp32`.
  public var precision: String
  /// `none`, `int8`, `palette6` or `palette8`.
  public var compress: String
  /// The oldest system it runs on: `ios16`, `ios17` or `ios18`.
  public var target: String
  /// SHA-256 of the weights it was made from.
  public var weightsSha256: String
  /// Bytes of the package.
  public var nBytes: Int
  /// Bytes it would have without compression.
  public var nBytesPlain: Int
  /// The programs that made it, by name.
  public var versions: [String: String]
  /// The package's folder beside the manifest.
  public var package: String

  /// Reads the part `phone` of a manifest. Throws `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: CodingKeys.self)
    inputWidth = try part.decode(Int.self, forKey: .inputWidth)
    inputHeight = try part.decode(Int.self, forKey: .inputHeight)
    precision = try part.decode(String.self, forKey: .precision)
    compress = try part.decode(String.self, forKey: .compress)
    target = try part.decode(String.self, forKey: .target)
    weightsSha256 = try part.decode(String.self, forKey: .weightsSha256)
    nBytes = try part.decode(Int.self, forKey: .nBytes)
    nBytesPlain = try part.decode(Int.self, forKey: .nBytesPlain)
    versions = try part.decode([String: String].self, forKey: .versions, or: [:])
    package = try part.decode(String.self, forKey: .package, or: BundleName.package)
  }

  /// The size of the package's input pictures.
  public var inputSize: PixelSize { PixelSize(width: inputWidth, height: inputHeight) }
}
