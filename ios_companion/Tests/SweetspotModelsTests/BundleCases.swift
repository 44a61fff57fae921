import Foundation
import SweetspotModels
import Vectors

/// The cases in `bundle.json`.
struct BundleCases: Decodable {
  struct Hash: Decodable {
    let bytes: String
    let sha256: String

    var data: Data {
      let digits = Array(bytes)
      return Data(
        stride(from: 0, to: digits.count, by: 2).compactMap { at in
          UInt8(String(digits[at...at + 1]), radix: 16)
        })
    }
  }

  struct Link: Decodable {
    let link: String
    let refused: Bool
    let newer: Bool?
    let host: String?
    let port: Int?
    let token: String?
    let sha256: String?
    let size: Int?
    let address: String?
  }

  struct Bundle: Decodable {
    let name: String
    let bundle: String
    let refused: Bool
    let newer: Bool?
    let sha256: String?
    let detector: String?
    let modelHash: String?
    let checked: Bool?
    let verdict: String?
    let members: [String]?

    /// The file's bytes.
    var data: Data { Data(base64Encoded: bundle) ?? Data() }
  }

  struct Report: Decodable {
    let body: String
    let passed: Bool
    let words: String
  }

  let hashes: [Hash]
  let links: [Link]
  let bundles: [Bundle]
  let report: Report

  static func read() throws -> BundleCases {
    try VectorFile.read("bundle.json", as: BundleCases.self)
  }

  /// The bytes of the bundle that nothing is wrong with.
  static func whole() throws -> Data {
    try read().bundles.first { $0.name == "whole" }?.data ?? Data()
  }
}

/// A folder that is gone when the test is over.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "sweetspot-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and returns where it lies.
  func file(_ name: String, _ data: Data) throws -> URL {
    let path = url.appending(path: name)
    try data.write(to: path)
    return path
  }

  /// The names of what lies in the folder.
  var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url.path).sorted()) ?? []
  }
}
