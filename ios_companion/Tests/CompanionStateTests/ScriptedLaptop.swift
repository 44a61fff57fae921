/// A laptop that answers as a test tells it to.

import CompanionState
import Foundation
import SweetspotModels

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What one connection does.
enum Act: Sendable {
  /// Nobody answers.
  case silence
  /// A status without a body.
  case status(Int)
  /// The file from where it was asked for, in pieces; broken off after `breakAfter` bytes.
  case file(breakAfter: Int? = nil)
  /// The whole file although a part was asked for.
  case wholeFile
  /// Other bytes than were offered.
  case bytes(Data)
}

/// Answers requests in the order of its acts, and remembers what was asked.
actor ScriptedLaptop {
  private(set) var requests: [URLRequest] = []
  private(set) var pauses: [Double] = []
  private var acts: [Act]
  private let content: Data

  init(_ content: Data, acts: [Act]) {
    (self.content, self.acts) = (content, acts)
  }

  nonisolated var http: HttpClient {
    HttpClient { request in try await self.answer(request) }
  }

  func paused(_ seconds: Double) { pauses.append(seconds) }

  private func answer(_ request: URLRequest) throws -> HttpAnswer {
    requests.append(request)
    switch acts.isEmpty ? .silence : acts.removeFirst() {
    case .silence: throw URLError(.cannotConnectToHost)
    case .status(let status): return HttpAnswer(status: status, body: body(Data(), whole: true))
    case .bytes(let bytes): return HttpAnswer(status: 200, body: body(bytes, whole: true))
    case .wholeFile: return HttpAnswer(status: 200, body: body(content, whole: true))
    case .file(let breakAfter): return part(request, breakAfter)
    }
  }

  private func part(_ request: URLRequest, _ breakAfter: Int?) -> HttpAnswer {
    let range = request.value(forHTTPHeaderField: "Range")
    let digits = range?.split(whereSeparator: { !$0.isNumber }).first
    let start = digits.flatMap { Int($0) } ?? 0
    let rest = content.dropFirst(start)
    let sent = breakAfter.map { Data(rest.prefix($0)) } ?? Data(rest)
    let headers = ["Content-Range": "bytes \(start)-\(content.count - 1)/\(content.count)"]
    return HttpAnswer(
      status: range == nil ? 200 : 206, headers: headers,
      body: body(sent, whole: breakAfter == nil))
  }

  private func body(_ bytes: Data, whole: Bool) -> AsyncThrowingStream<Data, any Error> {
    AsyncThrowingStream { stream in
      var rest = bytes[...]
      while !rest.isEmpty {
        stream.yield(Data(rest.prefix(700)))
        rest = rest.dropFirst(700)
      }
      stream.finish(throwing: whole ? nil : URLError(.networkConnectionLost))
    }
  }
}

/// An offer of these bytes.
func offer(of content: Data, sha256: String? = nil) throws -> TransferOffer {
  let digest = sha256 ?? Sha256.hex(of: content)
  let token = String(repeating: "0a", count: 16)
  return try TransferOffer(
    link: "sweetspot://127.0.0.1:4711/\(token)?v=1&sha256=\(digest)&size=\(content.count)")
}

/// A new empty folder that is gone after the test's work.
func inEmptyFolder(_ work: @Sendable (URL) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "sweetspot-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await work(folder)
}

/// Whether a folder holds nothing.
func isEmpty(_ folder: URL) -> Bool {
  (try? FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty) ?? false
}

/// Seeded numbers, so that a test that fails fails again.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
