import Foundation
import SweetspotModels
import Vectors

/// The cases in `sessions.json`.
struct SessionCases: Decodable {
  struct Text: Decodable {
    let text: String
    let refused: Bool
    let newer: Bool?
    let title: String?
    let nHits: Int?
    let nShown: Int?
    let name: String?
    let modelHash: String?

    var data: Data { Data(text.utf8) }
  }

  struct Boxes: Decodable {
    let detections: [Row]
    let tracks: [Row]
    let file: String
  }

  /// Frame, class, score, four edges; of a track also number, observed, main.
  struct Row: Decodable {
    let frame: Int
    let box: Detection
    let trackId: Int
    let observed: Bool
    let main: Bool

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      frame = try row.decode(Int.self)
      let kind = try row.decode(ObjectClass.self)
      let score = try row.decode(Double.self)
      var edges: [Double] = []
      for _ in 0..<4 { edges.append(try row.decode(Double.self)) }
      box = Detection(
        xyxy: Box(x0: edges[0], y0: edges[1], x1: edges[2], y1: edges[3]), score: score,
        classId: kind)
      trackId = row.isAtEnd ? 0 : try row.decode(Int.self)
      observed = row.isAtEnd ? false : try row.decode(Bool.self)
      main = row.isAtEnd ? false : try row.decode(Bool.self)
    }
  }

  let sessions: [Text]
  let manifests: [Text]
  let boxes: Boxes

  static func read() throws -> SessionCases {
    try VectorFile.read("sessions.json", as: SessionCases.self)
  }
}

extension JsonValue {
  /// Returns JSON as it stands in a file, null left out wherever it is named.
  static func read(_ data: Data) throws -> JsonValue {
    try JSONDecoder().decode(JsonValue.self, from: data).withoutNulls
  }

  private var withoutNulls: JsonValue {
    switch self {
    case .list(let values): .list(values.map(\.withoutNulls))
    case .object(let parts): .object(parts.filter { $0.value != .null }.mapValues(\.withoutNulls))
    default: self
    }
  }
}
