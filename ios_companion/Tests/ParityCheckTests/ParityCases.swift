import Foundation
import ParityCheck
import SweetspotModels
import Vectors

/// The cases in `parity.json`.
struct ParityCases: Decodable {
  struct Boxes: Decodable {
    struct Compared: Decodable {
      let expected, matched, lost, gained, onEdge, moved: Int
      let shiftPx, scoreChange: Double
      let passed: Bool
      let words: String
    }

    let precision, compress: String
    let foundIsCut: Bool
    let expected, found, ties: [BoxRow]
    let compared: Compared
  }

  struct Hits: Decodable {
    struct Compared: Decodable {
      let passed: Bool
      let words: String
    }

    let expected, found: [HitFigure]
    let compared: [Compared]
  }

  struct Seen: Decodable {
    let ms: Double
    let boxes: [BoxRow]
  }

  struct Check: Decodable {
    let golden: Golden
    let seen: [[Seen]]
    let passed: Bool
    let words, speedWords: String
  }

  let thresholds: [String: Double]
  let boxes: [Boxes]
  let hits: [Hits]
  let checks: [Check]

  static func read() throws -> ParityCases {
    try VectorFile.read("parity.json", as: ParityCases.self)
  }

  /// The reports of the checks as they stand in the file, names and all.
  static func reports() throws -> [JsonValue] { try parts("report") }

  /// The text of one check's `golden.json`.
  static func golden(_ number: Int) throws -> Data {
    try JSONEncoder().encode(parts("golden")[number])
  }

  /// One part of every check as it stands in the file.
  private static func parts(_ name: String) throws -> [JsonValue] {
    guard
      case .object(let all) = try JSONDecoder().decode(
        JsonValue.self, from: VectorFile.data("parity.json")),
      case .list(let checks) = all["checks"]
    else { return [] }
    return checks.compactMap { check in
      guard case .object(let parts) = check else { return nil }
      return parts[name]
    }
  }
}

/// A box as a row of label, score and four edges.
struct BoxRow: Decodable {
  let box: GoldenBox

  init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    let label = try row.decode(String.self)
    let score = try row.decode(Double.self)
    var edges: [Double] = []
    while !row.isAtEnd { edges.append(try row.decode(Double.self)) }
    box = GoldenBox(
      label: label, score: score,
      xyxy: Box(x0: edges[0], y0: edges[1], x1: edges[2], y1: edges[3]))
  }
}
